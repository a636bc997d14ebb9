export { RecordedFileError } from "./candle-file.ts";
export { type RecordedMarket, recordedMarket } from "./market.ts";
export { type Recording, writeRecording } from "./recording.ts";
