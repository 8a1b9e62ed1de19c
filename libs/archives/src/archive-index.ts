import type { Text } from '@app/common';

/** An entry of an archive, as its index lists it. */
export interface IndexedEntry {
  path: string;
  title: Text;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** As its sender named a file. */
  originalName?: string;
}

/** A part of an archive: how many facts it has, or that this reader may not see them. */
export interface IndexedPart {
  name: string;
  title: Text;
  facts: number | 'withheld';
  /** How many of its files this reader may not open yet; left out where there are none. */
  withheldFiles?: number;
}

/** What the index tells; nothing in it depends on when it was made. */
export interface ArchiveIndex {
  format: 'jiayi-order-archive/1';
  orderNumber: string;
  parts: readonly IndexedPart[];
  entries: readonly IndexedEntry[];
}

/** The index for machines. */
export const indexAsJson = (index: ArchiveIndex): string => `${JSON.stringify(index, null, 2)}\n`;

/** The index for people: opens in any browser, without a network. */
export function indexAsHtml({ orderNumber, parts, entries }: ArchiveIndex): string {
  const partRows = parts.map((part) => row([part.name, part.title.zh, amountOf(part)]));
  const entryRows = entries.map(({ path, title, bytes, sha256, originalName = '' }) =>
    row([path, title.zh, originalName, String(bytes), sha256]),
  );
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>订单 ${escaped(orderNumber)} 档案目录</title>
<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}td:last-child{font-family:monospace}</style>
<h1>订单 ${escaped(orderNumber)} 一单一档</h1>
<p>在本目录运行 <code>sha256sum -c SHA256SUMS</code> 可核验全部文件未被改动。</p>
<h2>内容</h2>
<table><tr><th>编号</th><th>内容</th><th>数量</th></tr>
${partRows.join('\n')}
</table>
<h2>文件</h2>
<table><tr><th>文件</th><th>内容</th><th>原文件名</th><th>字节</th><th>SHA-256</th></tr>
${entryRows.join('\n')}
</table>
</html>
`;
}

/** What `sha256sum -c` reads. */
export const checksumsOf = (entries: readonly Pick<IndexedEntry, 'path' | 'sha256'>[]): string =>
  entries.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');

function amountOf({ facts, withheldFiles }: IndexedPart): string {
  if (facts === 'withheld') return '未向当前单位提供';
  return withheldFiles === undefined
    ? `${facts} 条`
    : `${facts} 条，另有 ${withheldFiles} 个文件暂未向当前单位提供`;
}

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
