// Messages that wait to be delivered over streams. Each goes to one stream; without an acknowledgement it goes to the next.

/** The most messages of a stream that wait for an answer. */
const MOST_UNANSWERED = 100;
const RETRY_MS = 200;

export class Deliveries {
  constructor() {
    this.messages = [];
    this.streams = new Set();
    this.lastId = 0;
  }

  put(message) {
    this.messages.push(message);
    this.deliver();
  }

  /** Adds a stream; answer reads the id and the error of what the other side says, null for something else. */
  add(call, toMessage, answer) {
    const stream = { call, toMessage, unanswered: new Map() };
    call.on("data", (said) => {
      const { id, error } = answer(said) ?? {};
      const message = stream.unanswered.get(id);
      stream.unanswered.delete(id);
      if (message && error) setTimeout(() => this.put(message), RETRY_MS);
      else this.deliver();
    });
    const end = () => {
      if (!this.streams.delete(stream)) return;
      this.messages.unshift(...stream.unanswered.values());
      call.end();
      this.deliver();
    };
    for (const event of ["end", "cancelled", "error", "close"]) call.on(event, end);
    this.streams.add(stream);
    this.deliver();
  }

  deliver() {
    for (const stream of [...this.streams]) {
      while (this.messages.length > 0 && stream.unanswered.size < MOST_UNANSWERED) {
        const id = String(++this.lastId);
        const message = this.messages.shift();
        stream.unanswered.set(id, message);
        stream.call.write(stream.toMessage(message, id));
      }
    }
  }
}
