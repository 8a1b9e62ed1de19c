import { type ArchiveEntry, streamArchive } from './archive-stream';
import { unpack, verifyChecksums } from './testing/unpacked';

const TITLE = { zh: '附件', en: 'Attachment' };

const entry = (path: string, content: ArchiveEntry['content'], originalName?: string) => ({
  ...{ path, title: TITLE, content },
  ...(originalName !== undefined && { originalName }),
});

const read = async (entries: readonly ArchiveEntry[]): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of streamArchive({ orderNumber: 'JX26-1', parts: [], entries }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
};

describe('streamArchive', () => {
  it('asks for the next content once the last one has gone out', async () => {
    const asked: number[] = [];
    const sent: number[] = [];
    const large = (at: number) => () => {
      expect(sent.length).toBe(at);
      asked.push(at);
      return Buffer.alloc(1024 * 1024, at);
    };
    const entries = Array.from({ length: 20 }, (_, at) => entry(`${at + 10}.bin`, large(at)));
    for await (const chunk of streamArchive({ orderNumber: 'JX26-1', parts: [], entries })) {
      // A descriptor of sixteen bytes ends each entry.
      if (chunk.length === 16) sent.push(asked.length);
    }
    expect(asked).toHaveLength(20);
  });

  it('is the same bytes for the same content, and unpacks to it', async () => {
    const entries = [
      entry('01-a.json', () => Buffer.from('{"a":1}')),
      entry('02.bin', () => Buffer.from([0, 255])),
    ];
    const archive = await read(entries);
    expect((await read(entries)).equals(archive)).toBe(true);
    const { files } = await unpack(archive);
    expect(files.get('02.bin')).toEqual(Buffer.from([0, 255]));
  });

  it('writes hashes that coreutils take, and that notice a changed byte', async () => {
    const archive = await unpack(await read([entry('01.txt', () => Buffer.from('paid'))]));
    expect(verifyChecksums(archive)).toEqual(['01.txt: OK', 'index.json: OK', 'index.html: OK']);
    const forged = new Map([...archive.files, ['01.txt', Buffer.from('Paid')] as const]);
    expect(() => verifyChecksums({ ...archive, files: forged })).toThrow();
  });

  it('shows names as text in the index, whatever they contain', async () => {
    const hostile = `<script>alert("1")</script>&'.pdf`;
    const { files } = await unpack(await read([entry('1.pdf', () => Buffer.from('x'), hostile)]));
    const html = files.get('index.html')?.toString() ?? '';
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;.pdf');
    expect(html).not.toContain('<script');
  });

  it('breaks off when a file is not what was stored', async () => {
    const broken = () => Promise.reject(new Error('not what was stored'));
    await expect(read([entry('1.pdf', broken)])).rejects.toThrow('not what was stored');
  });
});
