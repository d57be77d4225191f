// Reads a pack by ranges. What leaves this file has passed its digest.

// Ends a request with a status and a message for the one who asked.
export const refuse = (status, error) => {
  throw { status, error };
};

// `open` is the compiled search, `config` what packing wrote.
export const packReader = (open, config) => {
  let pack = null;

  const sha = (bytes) => crypto.subtle.digest('SHA-256', bytes);

  const range = async (from, length) => {
    let response, bytes;
    try {
      response = await fetch(config.url, { headers: { Range: `bytes=${from}-${from + length - 1}` } });
      bytes = response.status === 206 && await response.arrayBuffer();
    } catch {
      refuse(502, 'the pack cannot be read');
    }
    if (!bytes) {
      refuse(response.status === 404 ? 404 : 502, `status of a range is ${response.status}, needs 206`);
    }
    if (bytes.byteLength !== length) {
      refuse(502, `length of a range is ${bytes.byteLength}, needs ${length}`);
    }
    return { bytes, tag: response.headers.get('etag') };
  };

  // The partitions used last, as many bytes of them as the constants allow. Counted anew each time: a request may be ended
  // between any two steps.
  const keep = (hot, number, bytes) => {
    hot.set(number, bytes);
    let total = 0;
    for (const [, its] of hot) {
      total += its.byteLength;
    }
    for (const [old, its] of hot) {
      if (total <= config.hotBytes) {
        return;
      }
      hot.delete(old);
      total -= its.byteLength;
    }
  };

  return {
    // The head: usually it is there already, which is never promised. Words are numbered as in docs/format/edge-pack.md.
    async head() {
      if (pack) {
        return pack;
      }
      const { bytes, tag } = await range(0, config.head);
      if (new Uint8Array(await sha(bytes)).toHex() !== config.sha) {
        refuse(409, 'the pack is not the one that this snippet was made for');
      }
      const words = new Int32Array(bytes, 0, 28);
      return (pack = {
        tag,
        search: open(bytes, config.rehearsals),
        dims: words[3],
        partitionRows: words[22],
        id: words.slice(26),
        hot: new Map(),
      });
    },

    isOpen: () => pack !== null,

    // A partition of the head `from`: the one kept, or one subrequest.
    async partition(from, number, unit, length) {
      const { hot } = from;
      let bytes = hot.get(number);
      if (bytes) {
        hot.delete(number);
        hot.set(number, bytes);
        return bytes;
      }
      const read = await range(16 * unit, length);
      bytes = read.bytes;
      if (read.tag !== from.tag) {
        pack = null;
        refuse(409, 'the pack changed while it was read, ask again');
      }
      const words = new Int32Array(bytes, 0, 12);
      const digest = new Int32Array(await sha(new Uint8Array(bytes, 32)));
      if (digest.some((word, i) => word !== words[i])
          || words[8] !== from.id[0] || words[9] !== from.id[1] || words[10] !== number) {
        refuse(502, `partition ${number} is damaged`);
      }
      keep(hot, number, bytes);
      return bytes;
    },
  };
};
