package dev.evodb.oracle.random;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/// Fields of any type that a file version can hold.
final class RandomField {
    private static final int DEEPEST = 3;
    private static final String COMPRESSION = "lance-encoding:compression";
    private static final String EXTENSION = "ARROW:extension:name";

    private static final List<ArrowType> LEAVES = List.of(
            new ArrowType.Bool(),
            integer(8, true),
            integer(16, true),
            integer(32, true),
            integer(64, true),
            integer(8, false),
            integer(16, false),
            integer(32, false),
            integer(64, false),
            new ArrowType.FloatingPoint(FloatingPointPrecision.HALF),
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
            new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
            new ArrowType.Decimal(18, 4, 128),
            new ArrowType.Decimal(38, 10, 128),
            new ArrowType.Decimal(60, 6, 256),
            new ArrowType.Date(DateUnit.DAY),
            new ArrowType.Date(DateUnit.MILLISECOND),
            new ArrowType.Time(TimeUnit.SECOND, 32),
            new ArrowType.Time(TimeUnit.MILLISECOND, 32),
            new ArrowType.Time(TimeUnit.MICROSECOND, 64),
            new ArrowType.Time(TimeUnit.NANOSECOND, 64),
            new ArrowType.Timestamp(TimeUnit.SECOND, null),
            new ArrowType.Timestamp(TimeUnit.MILLISECOND, null),
            new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"),
            new ArrowType.Timestamp(TimeUnit.NANOSECOND, "Europe/Oslo"),
            new ArrowType.Duration(TimeUnit.SECOND),
            new ArrowType.Duration(TimeUnit.MILLISECOND),
            new ArrowType.Duration(TimeUnit.MICROSECOND),
            new ArrowType.Duration(TimeUnit.NANOSECOND),
            new ArrowType.Utf8(),
            new ArrowType.Utf8(),
            new ArrowType.LargeUtf8(),
            new ArrowType.Binary(),
            new ArrowType.LargeBinary(),
            new ArrowType.FixedSizeBinary(7),
            new ArrowType.FixedSizeBinary(16));

    private static final List<ArrowType> LIST_ITEMS = List.of(
            integer(8, false),
            integer(8, true),
            integer(32, true),
            new ArrowType.Bool(),
            new ArrowType.FloatingPoint(FloatingPointPrecision.HALF),
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
            new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));

    private final SplittableRandom random;
    private final String fileVersion;
    private long nextDictionary;

    RandomField(SplittableRandom random, String fileVersion) {
        this.random = random;
        this.fileVersion = fileVersion;
    }

    /// Column `number`: its name is `c` and the number, of a dictionary column `d`, which the library's
    /// schema does not tell.
    Field column(int number) {
        String name = (random.nextInt(25) == 0 ? "d" : "c") + number;
        if (name.startsWith("d")) {
            ArrowType.Int indices = integer(List.of(8, 16, 32).get(random.nextInt(3)), true);
            DictionaryEncoding encoding = new DictionaryEncoding(nextDictionary++, false, indices);
            return new Field(name, new FieldType(true, new ArrowType.Utf8(), encoding), List.of());
        }
        return field(name, DEEPEST);
    }

    private Field field(String name, int depth) {
        boolean hasMaps = fileVersion.compareTo("2.2") >= 0;
        int kind = depth == 0 ? 0 : random.nextInt(12);
        return switch (kind) {
            case 6 -> new Field(name, type(new ArrowType.List(), Map.of()), List.of(field("item", depth - 1)));
            case 7 -> new Field(name, type(new ArrowType.LargeList(), Map.of()), List.of(field("item", depth - 1)));
            case 8, 9 -> struct(name, depth);
            case 10 -> vector(name, depth);
            case 11 -> hasMaps ? mapOrListOfStructs(name, depth) : vector(name, depth);
            default -> leaf(name);
        };
    }

    private Field leaf(String name) {
        if (random.nextInt(20) == 0) {
            return vector(name, 1);
        }
        ArrowType type = LEAVES.get(random.nextInt(LEAVES.size()));
        Map<String, String> metadata = new LinkedHashMap<>();
        if (random.nextInt(6) == 0) {
            String[] schemes = {"zstd", "lz4", "none", "fsst"};
            metadata.put(COMPRESSION, schemes[random.nextInt(4)]);
        }
        if (random.nextInt(12) == 0) {
            metadata.put("lance-encoding:structural-encoding", random.nextBoolean() ? "fullzip" : "miniblock");
        }
        if (type instanceof ArrowType.FloatingPoint && random.nextInt(6) == 0) {
            metadata.put(COMPRESSION, "zstd");
            metadata.put("lance-encoding:bss", "on");
        }
        return new Field(name, type(type, metadata), List.of());
    }

    private Field struct(String name, int depth) {
        List<Field> children = new ArrayList<>();
        boolean isPacked = random.nextInt(6) == 0;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Supplier<Field> packed = () -> new Field("k", FieldType.notNullable(packable()), List.of());
            Field child = isPacked ? packed.get() : field("k", depth - 1);
            children.add(new Field("k" + i, child.getFieldType(), child.getChildren()));
        }
        if (isPacked) {
            FieldType type = new FieldType(
                    false, new ArrowType.Struct(), null, Map.of("packed", "true", "lance-encoding:packed", "true"));
            return new Field(name, type, children);
        }
        return new Field(name, type(new ArrowType.Struct(), Map.of()), children);
    }

    /// Whether `field` was written as a packed struct.
    static boolean isPacked(Field field) {
        return field.getMetadata().containsKey("packed");
    }

    private ArrowType packable() {
        boolean hasVariable = fileVersion.compareTo("2.2") >= 0;
        List<ArrowType> types = List.of(
                integer(32, true),
                integer(64, true),
                new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
                integer(16, true),
                new ArrowType.Utf8());
        return types.get(random.nextInt(hasVariable ? 5 : 4));
    }

    /// A fixed-size list of numbers, sometimes wide, sometimes of lists.
    private Field vector(String name, int depth) {
        int size = random.nextInt(4) == 0 ? 60 + random.nextInt(200) : 1 + random.nextInt(9);
        if (random.nextInt(12) == 0) {
            Map<String, String> bfloat = Map.of(EXTENSION, "lance.bfloat16", "ARROW:extension:metadata", "");
            Field item =
                    new Field("item", new FieldType(true, new ArrowType.FixedSizeBinary(2), null, bfloat), List.of());
            return new Field(name, type(new ArrowType.FixedSizeList(size), Map.of()), List.of(item));
        }
        Field item = new Field("item", type(LIST_ITEMS.get(random.nextInt(LIST_ITEMS.size())), Map.of()), List.of());
        if (depth > 1 && random.nextInt(8) == 0) {
            item = new Field("item", type(new ArrowType.FixedSizeList(1 + random.nextInt(4)), Map.of()), List.of(item));
        }
        return new Field(name, type(new ArrowType.FixedSizeList(size), Map.of()), List.of(item));
    }

    private Field mapOrListOfStructs(String name, int depth) {
        if (random.nextBoolean()) {
            Field item = new Field("item", type(new ArrowType.Struct(), Map.of()), List.of(leaf("a"), leaf("b")));
            return new Field(name, type(new ArrowType.FixedSizeList(1 + random.nextInt(4)), Map.of()), List.of(item));
        }
        ArrowType keys = random.nextBoolean() ? new ArrowType.Utf8() : integer(32, true);
        Field key = new Field("key", FieldType.notNullable(keys), List.of());
        Field value = field("value", depth - 1);
        Field entries = new Field("entries", FieldType.notNullable(new ArrowType.Struct()), List.of(key, value));
        return new Field(name, type(new ArrowType.Map(false), Map.of()), List.of(entries));
    }

    private FieldType type(ArrowType type, Map<String, String> metadata) {
        return new FieldType(random.nextInt(4) > 0, type, null, metadata);
    }

    private static ArrowType.Int integer(int bits, boolean isSigned) {
        return new ArrowType.Int(bits, isSigned);
    }
}
