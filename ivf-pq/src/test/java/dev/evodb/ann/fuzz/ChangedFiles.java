package dev.evodb.ann.fuzz;

import java.util.Arrays;

/// Changes to files as bytes, so that a fuzzer spends no input on what is sound: each change is a byte
/// that chooses file and end, two bytes of distance from that end, one of length, and the new bytes; a
/// length of 0 cuts the file there.
public final class ChangedFiles {
    private static final int HEAD = 4;

    private ChangedFiles() {}

    /// Copies of `files` with the changes that `input` describes.
    public static byte[][] apply(byte[][] files, byte[] input) {
        byte[][] changed = new byte[files.length][];
        for (int i = 0; i < files.length; i++) {
            changed[i] = files[i].clone();
        }
        for (int at = 0; at + HEAD <= input.length; ) {
            int choice = Byte.toUnsignedInt(input[at]);
            int file = choice / 2 % files.length;
            int distance = Byte.toUnsignedInt(input[at + 1]) << 8 | Byte.toUnsignedInt(input[at + 2]);
            int count = Math.min(Byte.toUnsignedInt(input[at + 3]) % 17, input.length - at - HEAD);
            at += HEAD;
            int from = choice % 2 == 0 ? distance : changed[file].length - 1 - distance;
            if (from >= 0 && from < changed[file].length) {
                if (count == 0) {
                    changed[file] = Arrays.copyOf(changed[file], from);
                }
                for (int i = 0; i < count && from + i < changed[file].length; i++) {
                    changed[file][from + i] = input[at + i];
                }
            }
            at += count;
        }
        return changed;
    }

    /// A change of `bytes` at `distance` from the start or the end of a file.
    static byte[] of(int file, boolean isFromEnd, int distance, byte... bytes) {
        byte[] patch = Arrays.copyOf(
                new byte[] {
                    (byte) (2 * file + (isFromEnd ? 1 : 0)),
                    (byte) (distance >>> 8),
                    (byte) distance,
                    (byte) bytes.length
                },
                HEAD + bytes.length);
        System.arraycopy(bytes, 0, patch, HEAD, bytes.length);
        return patch;
    }
}
