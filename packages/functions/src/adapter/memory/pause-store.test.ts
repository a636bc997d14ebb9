import { pauseStoreContract } from "../../testing/pause-store-contract.ts";
import { memoryPauseStore } from "./pause-store.ts";

pauseStoreContract(async () => memoryPauseStore());
