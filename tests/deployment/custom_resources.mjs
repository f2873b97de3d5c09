// Holds resources of operators against their schemas: node custom_resources.mjs MODULES FILE...
//
// Their schemas are not among those of Kubernetes. The packages in MODULES are made from the operators'
// definitions; they say what is wrong with a value, and nothing of a key that they do not know, so every key
// must also stand somewhere in what the packages say of the kind.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "x.js"));
const { parseAllDocuments } = require("yaml");

// By group, the package and the name of its modules with schemas.
const OPERATORS = {
  "cert-manager.io": ["cert-manager", "ComGithubCertManagerCertManagerPkgApisCertmanager"],
  "external-secrets.io": ["external-secrets", "ComGithubExternalSecretsExternalSecretsApisExternalsecrets"],
  "monitoring.coreos.com": ["prometheus-operator", "ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoring"],
};

function schema({ apiVersion, kind }) {
  const [group, version] = apiVersion.split("/");
  if (!(group in OPERATORS)) throw new Error(`no schema is known of ${apiVersion}`);
  const [name, prefix] = OPERATORS[group];
  // By its path: the package exports classes, which say no more of a value.
  const folder = join(resolve(modules), "@kubernetes-models", name, "_schemas");
  const own = `${prefix}${version[0].toUpperCase()}${version.slice(1)}`;
  const said = readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith(".js"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  return { validate: require(join(folder, `${own}${kind}.js`)).validate, said };
}

// The keys of a value and of all in it, but for labels, which a person chooses.
function* keys(value) {
  if (Array.isArray(value)) for (const each of value) yield* keys(each);
  else if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      if (key === "matchLabels") continue;
      yield key;
      yield* keys(inner);
    }
  }
}

let seen = 0;
const wrong = [];
for (const file of files) {
  for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
    const resource = document.toJS();
    const place = `${file}: ${resource.kind} ${resource.metadata?.name}`;
    const { validate, said } = schema(resource);
    if (!validate(resource)) {
      for (const error of validate.errors) {
        wrong.push(`${place}: ${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`);
      }
    }
    for (const key of keys(resource.spec)) {
      if (!new RegExp(`[."']${key}\\b`).test(said)) wrong.push(`${place}: no key is called ${key}`);
    }
    seen += 1;
  }
}
if (wrong.length > 0 || seen === 0) {
  console.error(wrong.join("\n") || "there is nothing to check");
  process.exit(1);
}
