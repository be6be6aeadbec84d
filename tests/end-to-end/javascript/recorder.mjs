// An app that notes the events it gets, answers them well, badly or never, by a seed, and may be killed at any time.
// Arguments: the port, the seed, of a hundred answers how many are errors, and how many never come.
// Output: "got ID" when an event has come, "done ID" when it is about to be answered with 200.
import http from "node:http";

const [port, seed, errors, hangs] = process.argv.slice(2).map(Number);

let state = seed >>> 0;
const random = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

http
  .createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method !== "POST") return response.writeHead(404).end();
      const { data } = JSON.parse(Buffer.concat(chunks).toString());
      console.log(`got ${data}`);
      const drawn = random(100);
      if (drawn < errors) return response.writeHead(500).end();
      if (drawn < errors + hangs) return undefined;
      setTimeout(() => {
        console.log(`done ${data}`);
        response.writeHead(200).end();
      }, random(5));
    });
  })
  .listen(port, "127.0.0.1", () => console.log("listening"));
