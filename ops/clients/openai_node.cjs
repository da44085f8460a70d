// The official Node client against a worker that serves all-MiniLM-L6-v2: MILLRACE_URL and MILLRACE_KEY say where.
const assert = require("node:assert/strict");
const { OpenAI } = require("openai");

const url = process.env.MILLRACE_URL;
const client = new OpenAI({ baseURL: url, apiKey: process.env.MILLRACE_KEY, maxRetries: 0 });
const model = "all-MiniLM-L6-v2";
const lake = [101, 2697, 102];

const cosine = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const create = async (fields) => client.embeddings.create({ model, input: "lake", ...fields });
const vector = async (fields) => (await create(fields)).data[0].embedding;
const fails = (fields, type, code, param) =>
  assert.rejects(create(fields), (error) => {
    assert.ok(error instanceof type, error.constructor.name);
    assert.deepEqual([error.code, error.param], [code, param]);
    return true;
  });

const tests = {
  // The client asks for base64 by itself and decodes whatever comes.
  async defaultEncodingIsTheSameVectorAsNumbers() {
    const decoded = await vector({});
    const numbers = await vector({ encoding_format: "float" });
    assert.equal(decoded.length, 384);
    assert.ok(Math.abs(cosine(decoded, decoded) - 1) < 1e-5);
    decoded.forEach((x, i) => assert.ok(Math.abs(x - numbers[i]) < 1e-6));
  },
  async batchOf100IsInOrder() {
    const input = Array.from({ length: 100 }, (_, i) => `lake number ${i}`);
    const { data } = await create({ input });
    assert.deepEqual(data.map((one) => one.index), [...input.keys()]);
    assert.ok(cosine(data[57].embedding, await vector({ input: input[57] })) > 0.9999);
  },
  async tokenIdsAreTheText() {
    const text = await vector({});
    assert.ok(cosine(await vector({ input: lake }), text) > 0.9999);
    assert.ok(cosine(await vector({ input: [lake] }), text) > 0.9999);
  },
  async errorsAreTyped() {
    await fails({ dimensions: 100 }, OpenAI.BadRequestError, "invalid_dimensions", "dimensions");
    await fails({ input: [] }, OpenAI.BadRequestError, "empty_input", "input");
    await fails({ model: "ada" }, OpenAI.NotFoundError, "model_not_found", "model");
    const stranger = new OpenAI({ baseURL: url, apiKey: "wrong", maxRetries: 0 });
    await assert.rejects(stranger.embeddings.create({ model, input: "lake" }), OpenAI.AuthenticationError);
  },
  async modelsAreListed() {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    assert.ok(ids.includes("sentence-transformers/all-MiniLM-L6-v2"));
    const one = await client.models.retrieve("sentence-transformers/all-MiniLM-L6-v2");
    assert.equal(one.owned_by, "millrace");
  },
};

(async () => {
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log("passed", name);
  }
})();
