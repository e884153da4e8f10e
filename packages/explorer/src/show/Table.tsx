import type { ReactNode } from "react";

/** One column: its head, whether it holds figures, and its cell. */
export interface Column<Row> {
  readonly head: string;
  readonly isNumber?: boolean;
  /** Whether its text may take several lines. */
  readonly isProse?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

/** A table that scrolls by itself where the screen is narrow. */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
  rowClass,
  empty,
  foot,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly rowClass?: (row: Row) => string | undefined;
  /** What is said where there are no rows. */
  readonly empty: string;
  readonly foot?: ReactNode;
}) {
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className="scroll" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ head, isNumber }) => (
              <th key={head} scope="col" className={isNumber ? "number" : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className={rowClass?.(row)}>
              {columns.map(({ head, isNumber, isProse, cell }) => (
                <td
                  key={head}
                  className={isNumber ? "number" : isProse ? "prose" : undefined}
                  data-head={head}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot !== undefined && <tfoot>{foot}</tfoot>}
      </table>
    </section>
  );
}
