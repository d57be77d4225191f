package dev.evodb.lance.text;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;

/// A map from keys to numbers as a finite state transducer, in the format of the Rust crate `fst`,
/// versions 2 and 3. Immutable, thread-safe.
///
/// ```
/// u64 version | u64 type | nodes | u64 keys | u64 root address | u32 checksum (version 3)
/// ```
///
/// The number of a key is the sum of the outputs on its way, with the final output of the last node. The
/// address of a node is that of its last byte, the state, and a node is read backwards from there;
/// transitions lead to nodes with lower addresses only, so that every walk ends. Address 0 is a final
/// node without transitions. By the state:
///
/// - `11cccccc`: one transition, to the node just before this one, without output. `c` is the byte it
///   takes, as the place in a list of common ones from 1, or 0 with the byte before the state.
/// - `10cccccc`: one transition. Before the byte is the packed sizes `ttttoooo`, before that the
///   distance to the target in `t` bytes, before that the output in `o` bytes.
/// - `0fnnnnnn`: `n` transitions, or 0 with the number in the byte before (1 stands for 256); `f` says
///   final. Then come, backwards: packed sizes; with more than 32 transitions, 256 bytes that map a byte
///   to its transition; the bytes; the distances; the outputs; the final output if `f`. Bytes, distances
///   and outputs are of the first transition first, seen backwards.
///
/// Distances count from the first byte of the node; 0 stands for address 0.
final class Fst implements TokenSet {
    private static final String COMMON_BYTES = "te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";
    private static final int HEADER_BYTES = 16;
    private static final int MIN_VERSION = 2;
    private static final int VERSION_WITH_CHECKSUM = 3;
    private static final int INDEX_FROM_TRANSITIONS = 33;
    private static final int INDEX_BYTES = 256;
    /// A walk goes no deeper, and looks at no more transitions, than this. Nodes are shared, so that a
    /// few of them can make more ways than there is time for.
    private static final int MAX_WALK_DEPTH = 1024;

    private static final int MAX_WALK_TRANSITIONS = 1 << 24;

    private final ByteSlice bytes;
    private final long root;
    private final int size;

    private Fst(ByteSlice bytes, long root, int size) {
        this.bytes = bytes;
        this.root = root;
        this.size = size;
    }

    /// The map that fills `bytes`. Nodes are checked when they are met.
    static Fst parse(ByteSlice bytes) {
        long version = bytes.readLongLE(0, "FST version");
        if (version < MIN_VERSION || version > VERSION_WITH_CHECKSUM) {
            throw new UnsupportedFeatureException("FST version", Long.toUnsignedString(version), "2 and 3", bytes.at());
        }
        long footer = bytes.length() - (version == VERSION_WITH_CHECKSUM ? 20L : 16L);
        if (footer < HEADER_BYTES) {
            throw new CorruptFileException(bytes.at(), "FST has only " + bytes.length() + " bytes");
        }
        long keys = bytes.readCountLE(footer, "FST key count");
        long root = bytes.readCountLE(footer + 8, "FST root");
        if (keys > Integer.MAX_VALUE) {
            throw new CorruptFileException(bytes.at(footer), "FST has " + keys + " keys");
        }
        return new Fst(bytes.slice(0, footer, "FST nodes"), root, (int) keys);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int id(byte[] token) {
        Node node = node(root);
        long output = 0;
        for (byte value : token) {
            int transition = node.find(value & 0xFF);
            if (transition < 0) {
                return ABSENT;
            }
            output += node.output(transition);
            node = node(node.target(transition));
        }
        return node.isFinal ? id(output + node.finalOutput()) : ABSENT;
    }

    @Override
    public void walk(Visitor visitor) {
        walk(node(root), 0, 0, visitor, new int[1]);
    }

    private void walk(Node node, int depth, long output, Visitor visitor, int[] seen) {
        if (depth > MAX_WALK_DEPTH) {
            throw new LimitExceededException("bytes of a token", MAX_WALK_DEPTH, depth, bytes.at());
        }
        seen[0] += node.transitions;
        if (seen[0] > MAX_WALK_TRANSITIONS) {
            throw new LimitExceededException("transitions of a walk", MAX_WALK_TRANSITIONS, seen[0], bytes.at());
        }
        if (node.isFinal) {
            visitor.token(depth, id(output + node.finalOutput()));
        }
        for (int i = 0; i < node.transitions; i++) {
            if (visitor.enter(depth, (byte) node.input(i))) {
                walk(node(node.target(i)), depth + 1, output + node.output(i), visitor, seen);
            }
        }
    }

    private int id(long output) {
        if (output < 0 || output > Integer.MAX_VALUE) {
            throw new CorruptFileException(bytes.at(), "FST has the token id " + Long.toUnsignedString(output));
        }
        return (int) output;
    }

    private Node node(long address) {
        if (address == 0) {
            return new Node(0);
        }
        if (address < HEADER_BYTES || address >= bytes.length()) {
            throw new CorruptFileException(
                    bytes.at(), "FST has a node at " + address + " of " + bytes.length() + " bytes");
        }
        return new Node(address);
    }

    /// One node, of which the parts are found by their place.
    private final class Node {
        private final boolean isFinal;
        private final boolean isNext;
        private final int transitions;
        private final int targetBytes;
        private final int outputBytes;
        /// One behind the byte of the first transition; the others come before it.
        private final long inputsEnd;
        /// The first byte of the node.
        private final long start;
        private final int onlyInput;

        private Node(long address) {
            if (address == 0) {
                isFinal = true;
                isNext = false;
                transitions = 0;
                targetBytes = 0;
                outputBytes = 0;
                inputsEnd = 0;
                start = 0;
                onlyInput = -1;
                return;
            }
            int state = byteAt(address);
            if (state >= 0x80) {
                int common = state & 0x3F;
                long at = common == 0 ? address - 1 : address;
                onlyInput = common == 0 ? byteAt(at) : COMMON_BYTES.charAt(common - 1);
                isFinal = false;
                isNext = state >= 0xC0;
                transitions = 1;
                int sizes = isNext ? 0 : byteAt(at - 1);
                targetBytes = sizes >> 4;
                outputBytes = sizes & 0xF;
                inputsEnd = isNext ? at : at - 1;
            } else {
                int count = state & 0x3F;
                long at = address;
                if (count == 0) {
                    at--;
                    count = byteAt(at) == 1 ? INDEX_BYTES : byteAt(at);
                }
                onlyInput = -1;
                isFinal = (state & 0x40) != 0;
                isNext = false;
                transitions = count;
                int sizes = byteAt(at - 1);
                targetBytes = sizes >> 4;
                outputBytes = sizes & 0xF;
                inputsEnd = at - 1 - (count >= INDEX_FROM_TRANSITIONS ? INDEX_BYTES : 0);
            }
            if (targetBytes > 8 || outputBytes > 8) {
                throw new CorruptFileException(bytes.at(address), "FST node has numbers of more than 8 bytes");
            }
            start = outputsEnd() - (long) transitions * outputBytes - (isFinal ? outputBytes : 0);
            if (start < HEADER_BYTES) {
                throw new CorruptFileException(bytes.at(address), "FST node starts before the first one");
            }
        }

        private int byteAt(long at) {
            return bytes.readUnsignedByte(at, "FST node");
        }

        private long targetsEnd() {
            return inputsEnd - (onlyInput < 0 ? transitions : 0);
        }

        private long outputsEnd() {
            return targetsEnd() - (long) transitions * targetBytes;
        }

        int input(int transition) {
            return onlyInput < 0 ? byteAt(inputsEnd - 1 - transition) : onlyInput;
        }

        /// The transition that takes `value`, or -1.
        int find(int value) {
            for (int i = 0; i < transitions; i++) {
                if (input(i) == value) {
                    return i;
                }
            }
            return -1;
        }

        long target(int transition) {
            if (isNext) {
                return start - 1;
            }
            long distance = number(targetsEnd() - (transition + 1L) * targetBytes, targetBytes);
            if (distance == 0) {
                return 0;
            }
            if (distance < 0 || distance > start) {
                throw new CorruptFileException(bytes.at(start), "FST node leads before the first one");
            }
            return start - distance;
        }

        long output(int transition) {
            return number(outputsEnd() - (transition + 1L) * outputBytes, outputBytes);
        }

        long finalOutput() {
            return isFinal ? number(start, outputBytes) : 0;
        }

        /// The little-endian number of `width` bytes at `at`.
        private long number(long at, int width) {
            long value = 0;
            for (int i = 0; i < width; i++) {
                value |= (long) byteAt(at + i) << (8 * i);
            }
            return value;
        }
    }
}
