package dev.evodb.lance.text;

import dev.evodb.column.Column.BytesColumn;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.index.IndexFile.IndexColumn;
import dev.evodb.lance.index.Slices;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// One partition of an INVERTED index: tokens, documents and posting lists. Thread-safe.
///
/// Tokens and documents are kept in memory, posting lists are read when needed.
final class TextPartition implements Closeable {
    private final TokenSet tokens;
    private final Documents documents;
    private final PostingFile postings;

    private TextPartition(TokenSet tokens, Documents documents, PostingFile postings) {
        this.tokens = tokens;
        this.documents = documents;
        this.postings = postings;
    }

    /// Opens the partition whose files start with `prefix`.
    static TextPartition open(IndexFile.Folder folder, String prefix, IndexFile metadata) throws IOException {
        TokenSet tokens = readTokens(folder, prefix + "tokens.lance", metadata);
        Documents documents;
        try (IndexFile file = new IndexFile(folder.open(prefix + "docs.lance"))) {
            documents = Documents.read(file);
        }
        IndexFile file = new IndexFile(folder.open(prefix + "invert.lance"));
        boolean isOpen = false;
        try {
            PostingFile postings = PostingFile.of(file, documents.count(), metadata);
            if (postings.tokens() < tokens.size()) {
                throw new CorruptFileException(
                        file.at(), tokens.size() + " tokens have only " + postings.tokens() + " posting lists");
            }
            isOpen = true;
            return new TextPartition(tokens, documents, postings);
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    private static TokenSet readTokens(IndexFile.Folder folder, String name, IndexFile metadata) throws IOException {
        try (IndexFile file = new IndexFile(folder.open(name))) {
            String format = metadata.metadata("token_set_format", "arrow");
            return switch (format) {
                case "fst" -> {
                    IndexColumn column = file.column("_token_fst_bytes");
                    if (file.rows() != 1) {
                        throw new CorruptFileException(file.at(), "token set has " + file.rows() + " rows");
                    }
                    yield Fst.parse(Slices.of(column.bytes(column.read(0, 1)), 0, column.at()));
                }
                case "arrow" -> {
                    IndexColumn texts = file.column("_token");
                    IndexColumn ids = file.column("_token_id");
                    BytesColumn column = texts.bytes(texts.read(0, file.rows()));
                    yield new TokenTable(column, ids.ints(ids.read(0, file.rows())), texts.at());
                }
                default -> throw new UnsupportedFeatureException("token set format", format, "fst, arrow", file.at());
            };
        }
    }

    TokenSet tokens() {
        return tokens;
    }

    /// The id of `token`, or [TokenSet#ABSENT].
    int token(String token) {
        return tokens.id(token.getBytes(StandardCharsets.UTF_8));
    }

    Documents documents() {
        return documents;
    }

    boolean hasPositions() {
        return postings.hasPositions();
    }

    /// In how many documents the token with that id is.
    int documentsWith(int token) throws IOException {
        return postings.length(checked(token));
    }

    PostingList postings(int token, boolean withPositions) throws IOException {
        PostingList list = postings.read(checked(token), withPositions);
        for (int i = 0; i < list.size(); i++) {
            int document = list.documents()[i];
            if (list.counts()[i] > documents.lengths()[document]) {
                // Such a document has no sound score: with texts of no tokens at all it would be no number.
                throw new CorruptFileException(
                        postings.at(),
                        "document " + document + " of " + documents.lengths()[document] + " tokens has token id "
                                + token + " " + list.counts()[i] + " times");
            }
        }
        return list;
    }

    private int checked(int token) {
        if (token < 0 || token >= postings.tokens()) {
            throw new CorruptFileException(
                    postings.at(), "token id " + token + " is not among " + postings.tokens() + " posting lists");
        }
        return token;
    }

    @Override
    public void close() throws IOException {
        postings.close();
    }
}
