package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSource;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.ValueWidth;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Plain indices of `indexBits` into the values of a dictionary, which is a page of its own. The values
/// are read once.
final class DictionaryIndices implements LeafDecoder {
    private final int indexBits;
    private final StoredPage values;
    private final LeafDecoder valueDecoder;
    private @Nullable Decoded decodedValues;

    private DictionaryIndices(int indexBits, StoredPage values, LeafDecoder valueDecoder) {
        this.indexBits = indexBits;
        this.values = values;
        this.valueDecoder = valueDecoder;
    }

    /// `valueType` is the type of the dictionary's values.
    static DictionaryIndices of(
            ByteSource source, SchemaField field, DataType valueType, FieldStorage stored, Location at) {
        if (stored.dictionaryPosition() > source.length()) {
            throw new CorruptFileException(
                    at, "dictionary at " + stored.dictionaryPosition() + " exceeds file length " + source.length());
        }
        boolean isVarying = ValueWidth.bits(valueType, at) == ValueWidth.VARYING;
        StoredPage values = new StoredPage(source, stored.dictionaryPosition(), stored.dictionaryLength(), at);
        return new DictionaryIndices(
                indexBits(field.logicalType(), at), values, isVarying ? new VarBinary(true) : Plain.of(valueType, at));
    }

    @Override
    public long bitsPerItem() {
        return indexBits + 32L;
    }

    @Override
    public Decoded decode(StoredPage page, ItemRanges wanted, DecodeBudget budget) throws IOException {
        Values.Fixed indices = page.readValues(wanted, indexBits, 1);
        Decoded dictionary = decodedValues;
        if (dictionary == null) {
            budget.checkArray(values.entries(), 32, page.at());
            dictionary = valueDecoder.decode(values, ItemRanges.of(0, values.entries()), budget);
            decodedValues = dictionary;
        }
        int[] found = new int[indices.count()];
        byte[] validity = new byte[(found.length + 7) >>> 3];
        for (int i = 0; i < found.length; i++) {
            long index = index(indices, i);
            if (index < 0 || index >= dictionary.count()) {
                throw new CorruptFileException(
                        page.at(), "value " + i + ": index " + index + " is not below " + dictionary.count());
            }
            found[i] = (int) index;
            if (dictionary.validity().length == 0 || isSet(dictionary.validity(), found[i])) {
                validity[i >>> 3] |= (byte) (1 << (i & 7));
            }
        }
        Values picked = new Values.Indexed(dictionary.values().orElseThrow(), found, found.length);
        return new Decoded(Optional.of(picked), validity, found.length);
    }

    private long index(Values.Fixed indices, int i) {
        int at = indices.from() + i * (indexBits >>> 3);
        return switch (indexBits) {
            case 8 -> indices.bytes()[at] & 0xFF;
            case 16 -> LittleEndian.readUnsignedShort(indices.bytes(), at);
            case 32 -> LittleEndian.readInt(indices.bytes(), at) & 0xFFFFFFFFL;
            default -> LittleEndian.readLong(indices.bytes(), at);
        };
    }

    private static boolean isSet(byte[] bits, int index) {
        return (bits[index >>> 3] >> (index & 7) & 1) != 0;
    }

    /// The width of the index type in `dict:VALUE:INDEX:ordered`.
    private static int indexBits(String logicalType, Location at) {
        int last = logicalType.lastIndexOf(':');
        int middle = logicalType.lastIndexOf(':', last - 1);
        String index = logicalType.substring(middle + 1, last);
        return switch (index) {
            case "int8", "uint8" -> 8;
            case "int16", "uint16" -> 16;
            case "int32", "uint32" -> 32;
            case "int64", "uint64" -> 64;
            default -> throw new UnsupportedFeatureException("dictionary index type", index, "integers", at);
        };
    }
}
