// Holds rendered pages against what nobody may have to put up with: axe-core in a browser, at the
// width of a desktop and of a telephone, and a validator of HTML. Prints one JSON object with what
// was found; finding something is no failure of the script.
//
//     node check.mjs MODULES CHROMIUM PAGE...      (a node_modules folder, a program, and files)

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, browserPath, ...pages] = process.argv.slice(2);
const require = createRequire(pathToFileURL(resolve(modules, "package.json")));
const { chromium } = require("playwright-core");
const { HtmlValidate, StaticConfigLoader } = require("html-validate");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = { desktop: 1280, telephone: 360 };

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:standard", "html-validate:a11y"],
  }),
);

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    // Everything that axe knows but experiments.
    globalThis.axe.run(document, { resultTypes: ["violations"] }),
  );
  return found.violations.map((one) => ({
    rule: one.id,
    impact: one.impact,
    help: one.help,
    places: one.nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
    count: one.nodes.length,
  }));
}

async function inBrowser(browser, file) {
  const found = {};
  for (const [name, width] of Object.entries(WIDTHS)) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const fetched = [];
    page.on("request", (request) => fetched.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    // What is folded away is held against the rules too.
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll("details")) folded.open = true;
    });
    found[name] = {
      violations: await violations(page),
      // A page that is wider than the screen makes readers scroll in two directions.
      too_wide: await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
      fetched: fetched.filter((url) => !url.startsWith("file:")),
    };
    await page.close();
  }
  return found;
}

async function validity(file) {
  const report = await validator.validateString(await readFile(file, "utf8"), file);
  const messages = report.results.flatMap((result) => result.messages);
  return messages.map(({ ruleId, message, line, column }) => ({ ruleId, message, line, column }));
}

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu"],
});
const answer = {};
try {
  for (const file of pages) {
    const path = resolve(file);
    answer[file] = { ...(await inBrowser(browser, path)), html: await validity(path) };
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(answer, null, 1));
