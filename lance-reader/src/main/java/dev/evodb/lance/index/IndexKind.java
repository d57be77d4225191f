package dev.evodb.lance.index;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of index that answer filters, by the name that their details have.
enum IndexKind {
    BTREE("BTreeIndexDetails"),
    BITMAP("BitmapIndexDetails"),
    LABEL_LIST("LabelListIndexDetails"),
    NGRAM("NGramIndexDetails"),
    ZONEMAP("ZoneMapIndexDetails"),
    BLOOMFILTER("BloomFilterIndexDetails");

    private final String details;

    IndexKind(String details) {
        this.details = details.toLowerCase(Locale.ROOT);
    }

    /// The kind that a type URL such as `/lance.table.BTreeIndexDetails` names.
    static Optional<IndexKind> of(String typeUrl) {
        String name = typeUrl.substring(typeUrl.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(kind -> kind.details.equals(name)).findFirst();
    }

    /// Whether its files name rows by address, whatever the row ids of the table are.
    boolean namesAddresses() {
        return this == ZONEMAP || this == BLOOMFILTER;
    }
}
