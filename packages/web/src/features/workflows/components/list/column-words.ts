import type { ListColumn } from "../../list-search.ts";

export const COLUMN_WORDS: Readonly<Record<ListColumn, string>> = {
  name: "Name",
  index: "Index",
  cfd: "Instrument",
  status: "Status",
  mode: "Mode",
  indicator: "Indicator",
  ut: "Unit time",
  end_date: "End date",
  now: "Now",
  signals: "7 days",
  score: "Score",
  last_order: "Last order",
};
