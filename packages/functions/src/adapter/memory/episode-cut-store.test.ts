import { episodeCutStoreContract } from "../../testing/episode-cut-store-contract.ts";
import { memoryEpisodeCutStore } from "./episode-cut-store.ts";

episodeCutStoreContract(async () => memoryEpisodeCutStore());
