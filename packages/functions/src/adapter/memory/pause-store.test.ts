import { pauseStoreContract } from "../../contract/pause-store-contract.ts";
import { memoryPauseStore } from "./pause-store.ts";

pauseStoreContract(async () => memoryPauseStore());
