// Has a page in a browser call a service by grpc-web, with the lines that docs/calls.md gives. Prints one
// JSON object: for each call what was answered, and what a page of unknown origin met.
//
//     node call.mjs MODULES CHROMIUM CALLS_MD SERVICE '[[METHOD, MESSAGE], ...]'    (messages in base64)

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, browserPath, documentation, service, calls] = process.argv.slice(2);
const require = createRequire(pathToFileURL(resolve(modules, "package.json")));
const { chromium } = require("playwright-core");
const text = await readFile(documentation, "utf8");
const [, lines] = text.match(/```js\n(.*?)```/s);

// The page and its script, at an origin of their own.
const server = createServer((request, response) => {
  const script = request.url === "/call.js";
  response.setHeader("content-type", script ? "text/javascript" : "text/html");
  response.end(script ? lines : "<!doctype html><title>A page</title>");
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://localhost:${server.address().port}`;

async function inPage([origin, service, calls]) {
  const { call } = await import(`${origin}/call.js`);
  const answers = [];
  for (const [method, message] of calls) {
    const messages = [];
    try {
      const bytes = Uint8Array.from(atob(message), (letter) => letter.charCodeAt(0));
      for await (const one of call(service, method, bytes)) {
        messages.push(btoa(String.fromCharCode(...one)));
      }
      answers.push({ messages });
    } catch ({ code, message, details }) {
      answers.push({ messages, code, message, details });
    }
  }
  return answers;
}

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage();
  await page.goto(origin);
  const answers = await page.evaluate(inPage, [origin, service, JSON.parse(calls)]);
  // A page of no origin, such as a file: the browser keeps the answer from it.
  const stranger = await browser.newPage();
  const foreign = await stranger.evaluate(async ([service, method]) => {
    const headers = { "content-type": "application/grpc-web+proto" };
    const asked = fetch(`${service}/${method}`, { method: "POST", headers, body: new Uint8Array(5) });
    return asked.then(() => "answered", (error) => `${error}`);
  }, [service, JSON.parse(calls)[0][0]]);
  console.log(JSON.stringify({ answers, foreign }, null, 1));
} finally {
  await browser.close();
  server.close();
}
