/** For the tests of those who use the package. */
export { checkpointStoreContract } from "../contract/checkpoint-store-contract.ts";
export { memoryCheckpointStore } from "../memory-checkpoint-store.ts";
export { type ScriptedStream, scriptedStream } from "../scripted-stream.ts";
