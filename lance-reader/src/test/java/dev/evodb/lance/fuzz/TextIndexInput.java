package dev.evodb.lance.fuzz;

import dev.evodb.lance.fuzz.SegmentInput.FileShape;
import dev.evodb.lance.hostile.Declared;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.TextHits;
import dev.evodb.lance.text.TextSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongPredicate;

/// Full text indices of one or two equal segments as bytes of a fuzzer, with the words that are looked
/// for, and a text that is not indexed.
final class TextIndexInput {
    static final List<FileShape> SHAPES = List.of(
            new FileShape(
                    "metadata.lance",
                    "",
                    "format_version params partitions token_set_format posting_block_size posting_tail_codec"),
            new FileShape("part_0_tokens.lance", "_token_fst_bytes _token _token_id", ""),
            new FileShape("part_0_docs.lance", "_rowid _num_tokens", ""),
            new FileShape(
                    "part_0_invert.lance",
                    "_length _posting _position _compressed_position _position_block_offset",
                    "posting_block_size posting_tail_codec positions_layout positions_codec"));

    private static final int K = 5;
    private static final long UNCOVERED = 1L << 40;

    private TextIndexInput() {}

    /// What the bytes mean. `choice` is how to match: two bits of edits, operator, segments, four bits of
    /// characters of the prefix.
    record Parsed(int choice, String words, String uncovered, IndexFile.Folder files) {
        static Parsed of(byte[] bytes) {
            Input input = new Input(bytes);
            return new Parsed(input.nextByte(), text(input), text(input), SegmentInput.read(input, SHAPES));
        }

        private static String text(Input input) {
            return new String(input.nextBytes(input.nextByte()).toBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Asks everything; how many queries find something.
    static int read(byte[] bytes) throws IOException {
        Parsed parsed = Parsed.of(bytes);
        int choice = parsed.choice();
        String words = parsed.words();
        FullTextQuery.Match match = FullTextQuery.match(words)
                .operator((choice & 4) == 0 ? FullTextQuery.Operator.OR : FullTextQuery.Operator.AND);
        List<FullTextQuery.Leaf> queries = List.of(
                match,
                match.fuzziness(Math.min(2, choice & 3)).prefixLength(choice >>> 4),
                FullTextQuery.phrase(words));
        List<IndexFile.Folder> segments =
                (choice & 8) == 0 ? List.of(parsed.files()) : List.of(parsed.files(), parsed.files());
        List<LongPredicate> allowed = segments.stream()
                .<LongPredicate>map(_ -> row -> (row & 7) != 3 && row != UNCOVERED)
                .toList();
        int[] found = new int[1];
        try (TextSearch search = TextSearch.open(segments)) {
            for (FullTextQuery.Leaf query : queries) {
                // Each has its own outcome; one that is refused does not hide the next.
                Declared.isData(() -> {
                    TextHits hits =
                            search.search(query, K, allowed, sink -> sink.accept(UNCOVERED, parsed.uncovered()));
                    check(hits);
                    found[0] += hits.size() > 0 ? 1 : 0;
                });
            }
        }
        return found[0];
    }

    /// The reverse of reading, up to the files.
    static Input.Writer writer(int choice, String words, String uncovered) {
        byte[] query = words.getBytes(StandardCharsets.UTF_8);
        byte[] text = uncovered.getBytes(StandardCharsets.UTF_8);
        return new Input.Writer()
                .putByte(choice)
                .putByte(query.length)
                .putRest(query)
                .putByte(text.length)
                .putRest(text);
    }

    private static void check(TextHits hits) {
        for (int i = 0; i < hits.size(); i++) {
            require((hits.rowIds()[i] & 7) != 3, "row " + hits.rowIds()[i] + " is not allowed");
            require(hits.scores()[i] > 0, "score " + hits.scores()[i]);
            require(i == 0 || hits.scores()[i] <= hits.scores()[i - 1], "scores ascend at " + i);
        }
        require(hits.size() <= K, hits.size() + " hits");
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem);
        }
    }
}
