import type { ReactNode } from 'react';

/** One column: its heading, what it shows of a row, and whether it holds numbers. */
export type Column<Row> = {
  heading: string;
  cell: (row: Row) => ReactNode;
  number?: boolean;
  /** The heading is kept for screen readers only (a column of buttons). */
  quiet?: boolean;
};

type DataTableProps<Row> = {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
};

/** A table that becomes a list of cards on a phone; the explicit roles keep it a table for screen readers there. */
export function DataTable<Row>({ caption, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <table className="table table-cards" role="table" aria-label={caption}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ heading, number, quiet }) => (
            <th
              key={heading}
              role="columnheader"
              scope="col"
              className={number ? 'number' : undefined}
            >
              {quiet ? <span className="visually-hidden">{heading}</span> : heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ heading, cell, number, quiet }) => (
              <td
                key={heading}
                role="cell"
                data-label={quiet ? '' : heading}
                className={number ? 'number' : undefined}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
