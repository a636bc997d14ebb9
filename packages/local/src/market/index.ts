export { chooseRecorded } from "./chosen-market.ts";
