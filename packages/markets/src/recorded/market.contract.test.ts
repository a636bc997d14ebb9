import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Instrument } from "@bellwether/core/market";
import { fromIso } from "@bellwether/core/time";
import { describeMarketContract } from "../contract/market-contract.ts";
import { simulatedMarket } from "../simulated/market.ts";
import { recordedMarket } from "./market.ts";
import { writeRecording } from "./recording.ts";

const instrument: Instrument = {
  code: "ACA:xpar",
  name: "Crédit Agricole",
  asset_type: "Stock",
  decimals: 3,
  tick_size: 0.005,
  market: "eu",
};

let folder = "";

describeMarketContract("recorded", {
  open: async () => {
    folder = await mkdtemp(join(tmpdir(), "bellwether-recorded-"));
    const rows = await simulatedMarket({ seed: 3 }).readCandles({
      code: "ACA:xpar",
      horizon: "half_hour",
      before: fromIso("2026-10-03T00:00:00Z"),
      count: 3_000,
    });
    await writeRecording({ folder, recordings: [{ instrument, rows }] });
    return recordedMarket({ folder });
  },
  close: () => rm(folder, { recursive: true }),
  instrument,
  unknownCode: "ACA:XPAR",
  during: fromIso("2026-10-01T13:10:00Z"),
  manyRows: { half_hour: 2_500, daily: 150, weekly: 30 },
  beforeHistory: fromIso("2025-01-01T00:00:00Z"),
});
