package dev.evodb.lance.index;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// NGRAM: for each group of three letters or digits the rows whose text has it.
///
/// `ngram_postings.lance` has `tokens` (u32) and `posting_list` (binary, see
/// [RowSetFormat#parseTreemap]). Texts are put in lower case and stripped of accents before they are cut;
/// groups with anything but ASCII letters and digits are not kept. A token is `37² a + 37 b + c` with 1
/// to 10 for the digits and 11 to 36 for the letters. Tokens are kept in memory, postings are read when
/// needed.
///
/// Answers are texts that have all the groups of the wanted part, in any order. A part without a group of
/// three cannot be looked up.
public final class NGramIndex implements ScalarIndex {
    private static final String FILE = "ngram_postings.lance";
    private static final int GRAM = 3;
    private static final int ALPHABET = 37;

    private final IndexFile file;
    private final RowSpace space;
    /// Ascending.
    private final int[] tokens;
    /// The row of the file that each token is in.
    private final int[] places;

    private NGramIndex(IndexFile file, RowSpace space, int[] tokens, int[] places) {
        this.file = file;
        this.space = space;
        this.tokens = tokens;
        this.places = places;
    }

    /// Opens a segment over a column of texts.
    static NGramIndex open(IndexFile.Folder folder, RowSpace space) throws IOException {
        IndexFile file = new IndexFile(folder.open(FILE));
        boolean isOpen = false;
        try {
            IndexFile.IndexColumn column = file.column("tokens");
            int[] stored = column.ints(column.read(0, file.rows()));
            long[] byToken = new long[stored.length];
            for (int i = 0; i < stored.length; i++) {
                if (stored[i] < 0 || stored[i] >= ALPHABET * ALPHABET * ALPHABET) {
                    throw new CorruptFileException(
                            column.at(), "token is " + Integer.toUnsignedString(stored[i]) + ", not three characters");
                }
                byToken[i] = (long) stored[i] << 32 | i;
            }
            Arrays.sort(byToken);
            int[] tokens = new int[stored.length];
            int[] places = new int[stored.length];
            for (int i = 0; i < stored.length; i++) {
                tokens[i] = (int) (byToken[i] >>> 32);
                places[i] = (int) byToken[i];
                if (i > 0 && tokens[i] == tokens[i - 1]) {
                    throw new CorruptFileException(column.at(), "token " + tokens[i] + " is there twice");
                }
            }
            isOpen = true;
            return new NGramIndex(file, space, tokens, places);
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    @Override
    public boolean canAnswer(IndexQuery query) {
        return query instanceof IndexQuery.HasText(String part) && grams(part).length > 0;
    }

    @Override
    public IndexAnswer search(IndexQuery query) throws IOException {
        if (!(query instanceof IndexQuery.HasText(String part))) {
            throw new IllegalArgumentException("NGRAM does not answer " + query);
        }
        int[] grams = grams(part);
        IndexFile.IndexColumn column = file.column("posting_list");
        Optional<RowSet> rows = Optional.empty();
        int read = 0;
        for (int gram : grams) {
            int found = Arrays.binarySearch(tokens, gram);
            if (found < 0) {
                return IndexAnswer.atMost(RowSet.EMPTY, read + " of " + tokens.length + " posting lists");
            }
            Column.BytesColumn list = column.bytes(column.read(places[found], 1));
            RowSet having = RowSetFormat.parseTreemap(Slices.of(list, 0, column.at()), space);
            rows = Optional.of(rows.map(known -> known.and(having)).orElse(having));
            read++;
        }
        return IndexAnswer.atMost(rows.orElseThrow(), read + " of " + tokens.length + " posting lists");
    }

    @Override
    public Optional<RowSet> nulls() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// The tokens that every text with `part` in it has, ascending. Only groups of ASCII characters are
    /// used: what the writer makes of others does not matter then.
    static int[] grams(String part) {
        int[] grams = new int[Math.max(0, part.length() - GRAM + 1)];
        int count = 0;
        for (int i = 0; i + GRAM <= part.length(); i++) {
            int token = 0;
            for (int k = 0; k < GRAM && token >= 0; k++) {
                int digit = digit(part.charAt(i + k));
                token = digit == 0 ? -1 : token * ALPHABET + digit;
            }
            if (token >= 0) {
                grams[count++] = token;
            }
        }
        return Arrays.stream(grams, 0, count).sorted().distinct().toArray();
    }

    /// 1 to 36, or 0 for what is not an ASCII letter or digit.
    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0' + 1;
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'z' && c < 0x80 ? lower - 'a' + 11 : 0;
    }
}
