import { useQuery } from '@tanstack/react-query';
import { ListView } from '@/shared/components/query-view';
import { useLanguage } from '@/shared/i18n/language';
import { formatInstant } from '@/shared/time';
import { attachmentsQuery, fileAddress, type Attachment, type Order } from '../api';
import { sizeText } from '../size';
import { useOrderTexts } from '../texts';

function AttachmentLine({ orderId, file }: { orderId: string; file: Attachment }) {
  const texts = useOrderTexts();
  const language = useLanguage();
  const { id, name, kind, sizeBytes, attachedBy, organisationNameZh, attachedAt } = file;
  return (
    <li>
      {file.withheld ? (
        <span>{name}</span>
      ) : (
        <a
          className="file-link"
          href={fileAddress.attachment(orderId, id)}
          download
          aria-label={texts('download', { name })}
        >
          {name}
        </a>
      )}
      <p className="muted small">
        {texts(kind)} · {sizeText(sizeBytes)} · {organisationNameZh} {attachedBy} ·{' '}
        {formatInstant(attachedAt, language)}
      </p>
      {file.withheldReason && <p className="notice notice-warning small">{file.withheldReason}</p>}
    </li>
  );
}

/** 附件: the files beside the order, each to be saved. */
export function AttachmentsPanel({ order: { id } }: { order: Order }) {
  const texts = useOrderTexts();
  const query = useQuery(attachmentsQuery(id));
  return (
    <section className="panel stack-tight" aria-labelledby="attachments">
      <h2 id="attachments">{texts('attachments')}</h2>
      <ListView query={query} empty={<p className="muted">{texts('noAttachments')}</p>}>
        {(files) => (
          <ul className="stack-tight entries">
            {files.map((file) => (
              <AttachmentLine key={file.id} orderId={id} file={file} />
            ))}
          </ul>
        )}
      </ListView>
    </section>
  );
}
