package dev.evodb.bytes;

/// Little-endian numbers in byte arrays. Arguments are trusted: bounds are the array's own.
public final class LittleEndian {
    private LittleEndian() {}

    /// Unsigned 16-bit value, `0..=65535`.
    public static int readUnsignedShort(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }

    public static int readInt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF)
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | (bytes[at + 3] & 0xFF) << 24;
    }

    public static long readLong(byte[] bytes, int at) {
        return (readInt(bytes, at) & 0xFFFFFFFFL) | (long) readInt(bytes, at + 4) << 32;
    }

    public static float readFloat(byte[] bytes, int at) {
        return Float.intBitsToFloat(readInt(bytes, at));
    }

    public static double readDouble(byte[] bytes, int at) {
        return Double.longBitsToDouble(readLong(bytes, at));
    }

    public static void writeShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    public static void writeInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
    }

    public static void writeLong(byte[] bytes, int at, long value) {
        writeInt(bytes, at, (int) value);
        writeInt(bytes, at + 4, (int) (value >> 32));
    }

    public static void writeFloat(byte[] bytes, int at, float value) {
        writeInt(bytes, at, Float.floatToIntBits(value));
    }
}
