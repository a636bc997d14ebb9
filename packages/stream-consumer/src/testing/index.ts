export { checkpointStoreContract } from "../contract/checkpoint-store-contract.ts";
export { memoryCheckpointStore } from "../memory-checkpoint-store.ts";
