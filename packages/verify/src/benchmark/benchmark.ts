/** One table row: what was measured, and the comparison. */
export type Row = Readonly<{ what: string; figure: string; beside: string }>;

export type Benchmark = Readonly<{
  name: string;
  run: () => readonly Row[] | Promise<readonly Row[]>;
}>;

export function tableOf(name: string, rows: readonly Row[]): string {
  const what = Math.max(...rows.map((row) => row.what.length));
  const figure = Math.max(...rows.map((row) => row.figure.length));
  const lines = rows.map((row) =>
    `  ${row.what.padEnd(what)}  ${row.figure.padStart(figure)}  ${row.beside}`.trimEnd(),
  );
  return [name, ...lines, ""].join("\n");
}
