/** Roles for a table whose rows can be cards: explicit, because some browsers drop table roles if
 *  CSS changes the table's `display`. */
export const ROLES = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  cell: { role: "cell" },
} as const;
