import { checkpointStoreContract } from "./contract/checkpoint-store-contract.ts";
import { memoryCheckpointStore } from "./memory-checkpoint-store.ts";

checkpointStoreContract(async () => memoryCheckpointStore());
