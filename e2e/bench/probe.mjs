// What runs in every page before the app, and takes the times where they arise.

/** Self-contained: Playwright sends its text into the page. */
export function probe() {
  const rows = "[role=grid] [role=row]:not(.row-head)";
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  /** A task after all that is already waiting. */
  const task = () =>
    new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(0);
    });
  /** The time at which the next frame's scripts, styles, layout and paint commands are through. */
  const painted = async () => {
    await new Promise((done) => requestAnimationFrame(done));
    await task();
    return performance.now();
  };
  /** The time at which the page as it stands is laid out. */
  const layOut = () => {
    document.documentElement.getBoundingClientRect();
    document.querySelector(".virtual-window, .record-columns")?.getBoundingClientRect();
    return performance.now();
  };
  const observe = (target, seen) => {
    const observer = new MutationObserver(seen);
    observer.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
    return observer;
  };
  const until = (met) =>
    new Promise((done) => {
      const look = () => {
        if (!met()) return false;
        observer.disconnect();
        done(performance.now());
        return true;
      };
      const observer = observe(document, look);
      look();
    });
  /** The next event of a kind that `fits`, heard before the app hears it. */
  const next = (kind, fits = () => true) =>
    new Promise((done) => {
      const hear = (event) => {
        if (!fits(event)) return;
        removeEventListener(kind, hear, true);
        done(event);
      };
      addEventListener(kind, hear, true);
    });

  const writes = { open: 0, done: 0, last: 0, settled: new EventTarget() };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const begun = transaction.apply(this, given);
    if (begun.mode === "readonly") return begun;
    writes.open += 1;
    const end = (complete) => {
      writes.open -= 1;
      writes.done += complete;
      writes.last = performance.now();
      writes.settled.dispatchEvent(new Event("settled"));
    };
    begun.addEventListener("complete", () => end(1));
    begun.addEventListener("abort", () => end(0));
    return begun;
  };

  let memory;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const instantiate = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await instantiate.apply(WebAssembly, given);
      memory = (made.instance ?? made).exports.memory ?? memory;
      return made;
    };
  }

  // The browser tells of tasks over 50 ms only: those that somebody could feel.
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask", buffered: true });

  const badge = () => {
    const shown = [...document.querySelectorAll("[data-testid=sync-badge]")].find((one) => one.offsetParent);
    return shown?.textContent ?? "";
  };

  let timed;
  globalThis.bench = {
    /** Begins to listen for what `timed` then gives the time of. */
    listen(to, ...given) {
      const late = wait(60_000).then(() => {
        throw new Error(`${to}: nothing came of it in a minute`);
      });
      timed = Promise.race([globalThis.bench[to](...given), late]);
    },

    timed: () => timed,

    wasmBytes: () => memory?.buffer.byteLength ?? 0,

    /** The longest task so far, in ms; 0 where none took more than 50. Then it counts anew. */
    longestTask() {
      const found = longest;
      longest = 0;
      return found;
    },

    badge,

    /** The text of the first element that `selector` finds and whose text `fits`, once there is one. */
    async appears(selector, fits) {
      const found = () => [...document.querySelectorAll(selector)].find((one) => fits.test(one.textContent));
      while (!found()) await wait(200);
      return found().textContent;
    },

    /** How long nothing was written to this device, in ms; 0 while something is. */
    quiet: () => (writes.open > 0 ? 0 : performance.now() - writes.last),

    /**
     * From the navigation's start until the list is there, and until it has answered a key.
     * The key is typed in the first task after the rows appear.
     */
    async reopened(key) {
      const list = await until(() => document.querySelector(rows));
      await task();
      document.querySelector("input[type=search]").focus();
      document.execCommand("insertText", false, key);
      await until(() => / of /.test(document.querySelector(".people-count")?.textContent));
      return { list, answered: layOut() };
    },

    /** Of the next key in the search: from its event until its answer is laid out, and painted. */
    async keystroke() {
      const page = document.querySelector(".people");
      const { timeStamp: start } = await next("keydown", (event) => event.target.type === "search");
      let laidOut = 0;
      let frame;
      const observer = observe(page, () => {
        laidOut = layOut();
        frame = painted();
      });
      await next("input");
      // The app has heard the event, and done what it put off to microtasks.
      await task();
      frame ??= painted();
      laidOut ||= layOut();
      // Whatever the app does later still counts: the last change is the answer.
      let seen;
      let end;
      while (seen !== frame) {
        seen = frame;
        end = await frame;
        await wait(80);
      }
      observer.disconnect();
      return { laidOut: laidOut - start, painted: end - start };
    },

    /** Of the next click: until the record of `name` and its timeline are painted. */
    async opening(name) {
      const { timeStamp: start } = await next("click");
      await until(
        () =>
          document.querySelector(".record h1")?.textContent === name &&
          document.querySelector(".record-timeline :is(.entry, .timeline-empty)"),
      );
      return (await painted()) - start;
    },

    /** Of the next click: until the list called `name` is laid out. */
    async going(name) {
      const { timeStamp: start } = await next("click");
      const rows = () => document.querySelector("[role=grid] .row");
      await until(() => document.querySelector("h1")?.textContent === name && rows());
      let end = layOut();
      // Whatever the app does later still counts.
      const observer = observe(document.querySelector(".people"), () => {
        end = layOut();
      });
      await painted();
      await wait(80);
      observer.disconnect();
      return end - start;
    },

    /** Scrolls the list by so many pixels in every frame; the longest time between two frames. */
    async scrolled(frames, pixels) {
      const grid = document.querySelector("[role=grid]");
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const height = grid.scrollHeight - grid.clientHeight;
      grid.scrollTop = 0;
      await wait(300);
      let before = await frame();
      let worst = 0;
      for (let count = 0; count < frames; count += 1) {
        grid.scrollTop = ((count + 1) * pixels) % height;
        const now = await frame();
        worst = Math.max(worst, now - before);
        before = now;
      }
      return worst;
    },

    /** Of the next Enter in a field that says `text`: until the record says it, laid out and painted. */
    async editing(text) {
      const { timeStamp: start } = await next("keydown", (event) => event.key === "Enter");
      await until(() => [...document.querySelectorAll(".inline-button")].some((one) => one.textContent === text));
      const laidOut = layOut() - start;
      return { laidOut, painted: (await painted()) - start };
    },

    /** Of the next Enter: until its transaction is complete and the badge says so. */
    async saving() {
      const { timeStamp: start } = await next("keydown", (event) => event.key === "Enter");
      const before = writes.done;
      const saved = () => writes.done > before && writes.open === 0 && badge() === "On this device";
      return new Promise((done) => {
        const look = () => {
          if (!saved()) return;
          observer.disconnect();
          writes.settled.removeEventListener("settled", later);
          done(performance.now() - start);
        };
        // The app hears of the transaction after this page's first listener.
        const later = () => task().then(look);
        const observer = observe(document, look);
        writes.settled.addEventListener("settled", later);
      });
    },
  };
}
