// Makes the shipped app smaller: what nothing calls is left out, and names that only machines read get short.
//
// Trunk calls it after each build, with wasm-bindgen's JavaScript and Wasm in its staging folder; a build for
// development stays as it is. Weighed with brotli, it takes a fifth off the Wasm, most of it by wasm-opt, and half
// off the JavaScript.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { TRUNK_PROFILE, TRUNK_STAGING_DIR: folder, BAROGRAPH_TOOLS } = process.env;

// Chosen for the size after brotli: like functions side by side, the same alignment everywhere, no body moved
// into its only caller and no shared values kept in more locals.
const WASM_OPT = `--enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext
    --enable-mutable-globals --enable-reference-types --enable-multivalue
    --one-caller-inline-max-function-size=0 --skip-pass=local-cse --converge -Oz
    --reorder-functions-by-name --dealign`;

async function shrink() {
    const wasmName = readdirSync(folder).find((name) => name.endsWith('_bg.wasm'));
    const jsName = wasmName.replace('_bg.wasm', '.js');
    const wasmPath = join(folder, wasmName);
    const text = await minify(jsName);

    const whole = Module.read(wasmPath);
    whole.exports = whole.exports.filter(({ name }) => uses(text, name));
    whole.write(wasmPath);
    execFileSync('wasm-opt', [wasmPath, '-o', wasmPath, ...WASM_OPT.split(/\s+/)]);

    const module = Module.read(wasmPath);
    module.dropCustomSections();
    const js = module.shorten(text);
    module.write(wasmPath);
    writeFileSync(join(folder, jsName), js);
    rename(jsName, wasmName);
}

// Only the function that starts the app is kept, with what it needs. Classes for streams, which come with a
// dependency, would else stay for their disposal and their finalizers.
async function minify(name) {
    const { build } = createRequire(join(BAROGRAPH_TOOLS, 'npm/'))('esbuild');
    const { outputFiles } = await build({
        stdin: { contents: `export { default } from './${name}'`, resolveDir: folder },
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        define: { 'Symbol.dispose': 'undefined' },
        pure: ['FinalizationRegistry'],
    });
    return outputFiles[0].text;
}

function uses(text, name) {
    return new RegExp(`\\.${name}\\b`).test(text);
}

// The parts of a Wasm module that have names in them; everything else is passed on as it is.
class Module {
    static read(path) {
        const module = new Module();
        const reader = new Reader(readFileSync(path));
        module.header = reader.take(8);
        module.sections = [];
        while (!reader.isAtEnd()) {
            const [id] = reader.take(1);
            const body = reader.take(reader.number());
            module.sections.push({ id, body });
            if (id === IMPORTS) module.imports = readImports(new Reader(body));
            if (id === EXPORTS) module.exports = readExports(new Reader(body));
        }
        return module;
    }

    write(path) {
        const bodies = { [IMPORTS]: () => list(this.imports, writeImport), [EXPORTS]: () => list(this.exports, writeExport) };
        const sections = this.sections.map(({ id, body }) => {
            const bytes = bodies[id]?.() ?? body;
            return Buffer.concat([Buffer.of(id), number(bytes.length), bytes]);
        });
        writeFileSync(path, Buffer.concat([this.header, ...sections]));
    }

    // What custom sections have is for tools.
    dropCustomSections() {
        this.sections = this.sections.filter(({ id }) => id !== CUSTOM);
    }

    // Gives imports and exports short names, and returns the JavaScript with them.
    shorten(text) {
        const named = [...this.imports, ...this.exports];
        const names = new Set(named.map(({ name }) => name).filter((name) => name.startsWith('__') || 20 < name.length));
        const short = new Map([...names].map((name, index) => [name, shortName(index)]));
        for (const item of named) item.name = short.get(item.name) ?? item.name;
        const [module] = new Set(this.imports.map((item) => item.module));
        for (const item of this.imports) item.module = 'a';
        return text
            .replace(JSON.stringify(module), '"a"')
            .replace(/\w+/g, (word) => short.get(word) ?? word);
    }
}

const CUSTOM = 0;
const IMPORTS = 2;
const EXPORTS = 7;

function readImports(reader) {
    return reader.list(() => {
        const [module, name] = [reader.text(), reader.text()];
        const start = reader.at;
        const [kind] = reader.take(1);
        // A function's type; wasm-bindgen's modules import nothing else.
        if (kind !== 0) throw new Error(`the import ${name} is no function`);
        reader.number();
        return { module, name, description: reader.bytes.subarray(start, reader.at) };
    });
}

function readExports(reader) {
    return reader.list(() => {
        const name = reader.text();
        const start = reader.at;
        reader.take(1);
        reader.number();
        return { name, description: reader.bytes.subarray(start, reader.at) };
    });
}

const writeImport = ({ module, name, description }) => Buffer.concat([string(module), string(name), description]);
const writeExport = ({ name, description }) => Buffer.concat([string(name), description]);
const string = (text) => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);
const list = (items, write) => Buffer.concat([number(items.length), ...items.map(write)]);

class Reader {
    constructor(bytes) {
        this.bytes = bytes;
        this.at = 0;
    }

    isAtEnd() {
        return this.bytes.length <= this.at;
    }

    take(length) {
        this.at += length;
        return this.bytes.subarray(this.at - length, this.at);
    }

    // LEB128.
    number() {
        let [value, shift, byte] = [0, 0, 0];
        do {
            [byte] = this.take(1);
            value += (byte & 127) * 2 ** shift;
            shift += 7;
        } while (128 <= byte);
        return value;
    }

    text() {
        return this.take(this.number()).toString();
    }

    list(read) {
        return Array.from({ length: this.number() }, read);
    }
}

function number(value) {
    const bytes = [];
    for (; 128 <= value; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    return Buffer.from([...bytes, value]);
}

// a to z, then aa, ab and so on.
function shortName(index) {
    const letter = String.fromCharCode(97 + (index % 26));
    return index < 26 ? letter : shortName(Math.floor(index / 26) - 1) + letter;
}

// Caches keep a file for good, so its name must tell what is in it, and not what was before.
function rename(jsName, wasmName) {
    const hash = createHash('sha256');
    for (const name of [jsName, wasmName]) hash.update(readFileSync(join(folder, name)));
    const before = jsName.replace('.js', '');
    const after = before.replace(/-[0-9a-f]+$/, `-${hash.digest('hex').slice(0, 16)}`);
    for (const name of [jsName, wasmName]) {
        renameSync(join(folder, name), join(folder, name.replace(before, after)));
    }
    const page = join(folder, 'index.html');
    writeFileSync(page, readFileSync(page, 'utf8').replaceAll(before, after));
}

if (TRUNK_PROFILE === 'release') await shrink();
