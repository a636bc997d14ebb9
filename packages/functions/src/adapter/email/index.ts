export { smtpEmail } from "./smtp.ts";
