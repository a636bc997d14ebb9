import { createServer, type Server, type Socket } from "node:net";
import type { ServiceConduct } from "./channel-contract.ts";

const AUTH = "AUTH ";

/** A mail server that asks for a password and takes one letter a connection. `conduct` says what it
 *  does with each: its body is the reply to the letter, or after `AUTH ` the reply to the password. */
export function serveSmtp(
  conduct: () => ServiceConduct,
  onLetter: (letter: string) => void = () => {},
): Server {
  return createServer((socket) => {
    const reply = (text: string): void => void socket.write(`${text}\r\n`);
    let answer: ServiceConduct = "silence";
    let letter: string | null = null;
    const take = (line: string): void => {
      if (letter === null) {
        if (line.startsWith(AUTH)) answer = conduct();
        if (line === "DATA") letter = "";
        replyTo(line, answer, socket, reply);
      } else if (line === ".") {
        onLetter(letter);
        letter = null;
        answerLetter(socket, reply, answer);
      } else {
        letter += `${line.replace(/^\.\./, ".")}\r\n`;
      }
    };
    let buffer = "";
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      buffer += chunk;
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        take(line);
      }
    });
    reply("220 mail.example.com ESMTP");
  });
}

function replyTo(
  line: string,
  answer: ServiceConduct,
  socket: Socket,
  reply: (text: string) => void,
): void {
  switch (line.split(/[ :]/)[0]?.toUpperCase()) {
    case "EHLO":
      return reply("250-mail.example.com\r\n250 AUTH PLAIN");
    case "AUTH": {
      const isRefused = typeof answer !== "string" && answer.body.startsWith(AUTH);
      return reply(isRefused ? answer.body.slice(AUTH.length) : "235 2.7.0 accepted");
    }
    case "DATA":
      return reply("354 go ahead");
    case "QUIT":
      return void socket.end("221 bye\r\n");
    default:
      return reply("250 ok");
  }
}

function answerLetter(socket: Socket, reply: (text: string) => void, answer: ServiceConduct): void {
  if (answer === "silence") return;
  if (answer === "hang up") {
    socket.destroy();
    return;
  }
  setTimeout(() => {
    if (answer.breaksOff !== true) reply(answer.body);
    else socket.write(answer.body.slice(0, 2), () => socket.destroy());
  }, answer.afterMs ?? 0);
}
