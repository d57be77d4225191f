package dev.evodb.oracle.random;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/// Writes values of one field, one after the other, in a manner drawn once: the manners differ in what
/// they make a writer's encodings do.
final class RandomValues {
    static final int DICTIONARY_SIZE = 12;

    private static final String[] WORDS =
            "amber basin cedar delta ember flint grove harbor island juniper kestrel lagoon é中\uD83D\uDE00"
                    .split(" ", -1);

    /// How values follow each other.
    private enum Manner {
        CONSTANT,
        FEW,
        SMALL,
        RUNS,
        ASCENDING,
        ANY,
        LONG
    }

    private final Field field;
    private final SplittableRandom random;
    private final Manner manner;
    private final int nullPercent;
    private final List<RandomValues> children = new ArrayList<>();
    private final long base;
    private long count;

    RandomValues(Field field, SplittableRandom random) {
        this(field, random, 100);
    }

    private RandomValues(Field field, SplittableRandom random, int mostNullPercent) {
        this.field = field;
        this.random = random;
        this.manner = Manner.values()[random.nextInt(Manner.values().length)];
        int drawn = new int[] {0, 5, 20, 60, 100}[Math.min(4, random.nextInt(13) / 3)];
        this.nullPercent = field.isNullable() ? Math.min(mostNullPercent, drawn) : 0;
        this.base = random.nextLong() >>> random.nextInt(8, 60);
        // Lists without a null, all of whose items are null, are read by the library as nulls, which they are not.
        boolean isVector = field.getType() instanceof ArrowType.FixedSizeList;
        int mostOfChild = isVector && nullPercent == 0 ? 60 : 100;
        for (Field child : field.getChildren()) {
            children.add(new RandomValues(child, random.split(), mostOfChild));
        }
    }

    /// Sets row `row` of `vector` to the next value.
    void set(FieldVector vector, int row) {
        set(vector, row, false);
    }

    /// Below a null list or struct, what can be null is.
    private void set(FieldVector vector, int row, boolean isBelowNull) {
        boolean isNull = field.isNullable() && (isBelowNull || random.nextInt(100) < nullPercent);
        long number = next();
        switch (vector) {
            case NullVector _ -> {}
            case StructVector struct -> {
                if (isNull) {
                    struct.setNull(row);
                } else {
                    struct.setIndexDefined(row);
                }
                List<FieldVector> vectors = struct.getChildrenFromFields();
                for (int i = 0; i < children.size(); i++) {
                    children.get(i).set(vectors.get(i), row, isNull || isBelowNull);
                }
            }
            case FixedSizeListVector list -> {
                int size = list.getListSize();
                int from = list.startNewValue(row);
                for (int i = 0; i < size; i++) {
                    children.getFirst().set(list.getDataVector(), from + i, isNull || isBelowNull);
                }
                if (isNull) {
                    list.setNull(row);
                }
            }
            case ListVector list -> {
                if (isNull) {
                    list.setNull(row);
                } else {
                    int size = listSize();
                    int from = list.startNewValue(row);
                    for (int i = 0; i < size; i++) {
                        children.getFirst().set(list.getDataVector(), from + i, false);
                    }
                    list.endValue(row, size);
                }
            }
            case LargeListVector list -> {
                if (isNull) {
                    list.setNull(row);
                } else {
                    int size = listSize();
                    long from = list.startNewValue(row);
                    for (int i = 0; i < size; i++) {
                        children.getFirst().set(list.getDataVector(), (int) from + i, false);
                    }
                    list.endValue(row, size);
                }
            }
            case BitVector bits -> {
                if (isNull) {
                    bits.setNull(row);
                } else {
                    bits.setSafe(row, (int) (number & 1));
                }
            }
            case BaseFixedWidthVector fixed -> {
                if (isNull) {
                    fixed.setNull(row);
                } else {
                    while (row >= fixed.getValueCapacity()) {
                        fixed.reAlloc();
                    }
                    fixed.getDataBuffer()
                            .setBytes((long) row * fixed.getTypeWidth(), fixed(number, fixed.getTypeWidth()));
                    BitVectorHelper.setBit(fixed.getValidityBuffer(), row);
                }
            }
            case BaseVariableWidthVector texts -> {
                if (isNull) {
                    texts.setNull(row);
                } else {
                    texts.setSafe(row, bytes(number));
                }
            }
            case BaseLargeVariableWidthVector texts -> {
                if (isNull) {
                    texts.setNull(row);
                } else {
                    texts.setSafe(row, bytes(number));
                }
            }
            default -> throw new IllegalArgumentException("no values for " + vector.getField());
        }
    }

    private int listSize() {
        return manner == Manner.LONG && random.nextInt(60) == 0 ? 500 + random.nextInt(1500) : random.nextInt(5);
    }

    private long next() {
        count++;
        return switch (manner) {
            case CONSTANT -> base;
            case FEW -> base + random.nextInt(5) * (base | 1);
            case SMALL -> random.nextInt(200);
            case RUNS -> base + count / 37;
            case ASCENDING -> base + 3 * count;
            case ANY -> random.nextLong();
            case LONG -> random.nextInt(-30_000, 30_000);
        };
    }

    /// `number` as a value of the field's type.
    private byte[] fixed(long number, int width) {
        if (field.getDictionary() != null) {
            return littleEndian(BigInteger.valueOf(Math.floorMod(number, DICTIONARY_SIZE)), width);
        }
        return switch (field.getType()) {
            case ArrowType.FloatingPoint floats -> littleEndian(BigInteger.valueOf(floatBits(floats, number)), width);
            case ArrowType.FixedSizeBinary _ -> {
                byte[] bytes = new byte[width];
                new SplittableRandom(number).nextBytes(bytes);
                yield bytes;
            }
            case ArrowType.Decimal decimal -> {
                BigInteger most = BigInteger.TEN.pow(decimal.getPrecision());
                BigInteger wide =
                        BigInteger.valueOf(number).multiply(BigInteger.valueOf(manner == Manner.ANY ? base : 1));
                yield littleEndian(wide.remainder(most), width);
            }
            case ArrowType.Date _ -> {
                long day = number % 40_000;
                yield littleEndian(BigInteger.valueOf(width == 4 ? day : day * 86_400_000L), width);
            }
            case ArrowType.Time time -> {
                long day = 86_400L * perSecond(time.getUnit());
                yield littleEndian(BigInteger.valueOf(Math.floorMod(number, day)), width);
            }
            case ArrowType.Timestamp time -> {
                long century = 3_000_000_000L * perSecond(time.getUnit());
                yield littleEndian(BigInteger.valueOf(number % century), width);
            }
            default -> littleEndian(BigInteger.valueOf(number), width);
        };
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
    }

    private long floatBits(ArrowType.FloatingPoint type, long number) {
        double value = manner == Manner.ANY
                ? switch (random.nextInt(30)) {
                    case 0 -> Double.NaN;
                    case 1 -> Double.NEGATIVE_INFINITY;
                    case 2 -> -0.0;
                    default -> random.nextDouble() * 100 - 50;
                }
                : (number % 100_000) * 0.25;
        return switch (type.getPrecision()) {
            case HALF -> Float.floatToFloat16((float) value);
            case SINGLE -> Float.floatToRawIntBits((float) value);
            case DOUBLE -> Double.doubleToRawLongBits(value);
        };
    }

    private byte[] bytes(long number) {
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Binary || type instanceof ArrowType.LargeBinary) {
            byte[] bytes =
                    new byte[manner == Manner.LONG ? 200 + random.nextInt(300) : (int) Math.floorMod(number, 24L)];
            new SplittableRandom(number).nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder();
        switch (manner) {
            case CONSTANT, FEW, RUNS -> text.append(word(number));
            case SMALL -> text.append("category number ").append(number);
            case ASCENDING -> text.append("k").append(number);
            case ANY -> words(random.nextInt(8), text);
            case LONG -> words(20 + random.nextInt(60), text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void words(int count, StringBuilder text) {
        for (int i = 0; i < count; i++) {
            text.append(word(random.nextInt(1000))).append(' ');
        }
    }

    static String word(long number) {
        return WORDS[(int) Math.floorMod(number, (long) WORDS.length)];
    }

    private static byte[] littleEndian(BigInteger value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    static boolean isHalf(ArrowType type) {
        return type instanceof ArrowType.FloatingPoint floats && floats.getPrecision() == FloatingPointPrecision.HALF;
    }
}
