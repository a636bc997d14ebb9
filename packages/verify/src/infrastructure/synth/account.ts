/** The account and region that the mocks return. */
export const ACCOUNT = "123456789012";
export const REGION = "eu-west-3";
