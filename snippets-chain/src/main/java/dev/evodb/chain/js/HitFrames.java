package dev.evodb.chain.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/// Ranked hits as `docs/format/chain.md` frames them: their numbers as `f64`, JSON for the rest. What
/// routers and shards send each other; whoever does not accept frames gets JSON.
///
/// An object that is handed to a coordinator or not, so that only those pay its kilobyte that gain from it.
final class HitFrames {
    private HitFrames() {}

    /// `type` is the content type of a frame, and what `accept` says to get one. `read` makes an answer of
    /// bytes, with a function for JSON, and throws if they are no frame. `write` makes bytes of ranked hits.
    @JSBody(script = """
            var type = 'application/x-evodb-hits';
            return {
              type: type,
              read: function(bytes, parse) {
                var count = new Float64Array(bytes, 0, 1)[0];
                var numbers = new Float64Array(bytes, 8, 2 * count);
                var rest = parse(new TextDecoder().decode(new Uint8Array(bytes, 8 + 16 * count)));
                rest.hits = Array.from({length: count}, function(_, i) {
                  return Object.assign({rowId: numbers[2 * i], distance: numbers[2 * i + 1]}, rest.hits[i]);
                });
                return rest;
              },
              write: function(body) {
                var hits = body.hits;
                var numbers = [hits.length];
                hits.forEach(function(hit) {
                  numbers.push(hit.rowId, hit.distance);
                });
                var more = hits.some(function(hit) {
                  return Object.keys(hit).length > 2;
                }) ? hits.map(function(hit) {
                  return Object.assign({}, hit, {rowId: undefined, distance: undefined});
                }) : [];
                var rest = new TextEncoder().encode(JSON.stringify(Object.assign({}, body, {hits: more})));
                var bytes = new Uint8Array(8 * numbers.length + rest.length);
                new Float64Array(bytes.buffer, 0, numbers.length).set(numbers);
                bytes.set(rest, 8 * numbers.length);
                return bytes;
              }
            };
            """)
    static native JSObject open();
}
