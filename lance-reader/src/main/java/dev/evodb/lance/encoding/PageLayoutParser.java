package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `PageLayout` messages to records.
final class PageLayoutParser {
    private static final String ACCEPTED = "mini_block_layout, constant_layout, full_zip_layout, blob_layout";

    private final ReadLimits limits;
    private final EncodingParser encodings;

    PageLayoutParser(ReadLimits limits) {
        this.limits = limits;
        this.encodings = new EncodingParser(limits.encodingDepth());
    }

    PageLayout parse(ByteSlice bytes) {
        return parse(bytes.at(), new MessageReader(bytes, "PageLayout", limits.messageDepth()), false);
    }

    private PageLayout parse(Location start, MessageReader message, boolean isInBlob) {
        Optional<PageLayout> found = Optional.empty();
        while (message.next()) {
            Location at = message.at();
            PageLayout layout = switch (message.field()) {
                case 1 -> miniBlock(at, message.message("MiniBlockLayout"));
                case 2 -> constant(at, message.message("ConstantLayout"));
                case 3 -> fullZip(at, message.message("FullZipLayout"));
                case 4 -> {
                    if (isInBlob) {
                        throw new CorruptFileException(at, "blob_layout has another one inside");
                    }
                    yield blob(at, message.message("BlobLayout"));
                }
                case 5 -> throw unsupported("sparse_layout", at);
                default -> throw unsupported("field " + message.field(), at);
            };
            found = Optional.of(layout);
        }
        return found.orElseThrow(() -> new CorruptFileException(start, "PageLayout has no layout"));
    }

    private static UnsupportedFeatureException unsupported(String found, Location at) {
        return new UnsupportedFeatureException("page layout", found, ACCEPTED, at);
    }

    private PageLayout miniBlock(Location at, MessageReader message) {
        Optional<Encoding> repetition = Optional.empty();
        Optional<Encoding> definition = Optional.empty();
        Optional<Encoding> values = Optional.empty();
        Optional<Encoding> dictionary = Optional.empty();
        int dictionaryItems = 0;
        long[] layers = {};
        int valueBuffers = 0;
        int indexDepth = 0;
        long items = 0;
        boolean hasLargeChunks = false;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> repetition = encoding(message);
                case 2 -> definition = encoding(message);
                case 3 -> values = encoding(message);
                case 4 -> dictionary = encoding(message);
                case 5 -> dictionaryItems = message.count();
                case 6 -> layers = message.appendVarints(layers);
                case 7 -> valueBuffers = message.count();
                case 8 -> indexDepth = message.count();
                case 9 -> items = longCount(message);
                case 10 -> hasLargeChunks = message.bool();
                default -> message.skip();
            }
        }
        Encoding valueEncoding =
                values.orElseThrow(() -> new CorruptFileException(at, "MiniBlockLayout has no value_compression"));
        if (!valueEncoding.isOfChunks()) {
            throw new UnsupportedFeatureException(
                    "mini-block value encoding", valueEncoding.kind(), "encodings that are cut into chunks", at);
        }
        if (valueBuffers != valueEncoding.chunkBuffers()) {
            throw new CorruptFileException(
                    at,
                    "MiniBlockLayout has " + valueBuffers + " value buffers, encoding " + valueEncoding.kind()
                            + " needs " + valueEncoding.chunkBuffers());
        }
        int size = dictionaryItems;
        return new PageLayout.MiniBlock(
                repetition,
                definition,
                valueEncoding,
                dictionary.map(encoding -> new PageLayout.Dictionary(encoding, size)),
                layers(layers, at),
                valueBuffers,
                indexDepth,
                items,
                hasLargeChunks);
    }

    private PageLayout blob(Location at, MessageReader message) {
        Optional<PageLayout> inner = Optional.empty();
        long[] layers = {};
        while (message.next()) {
            switch (message.field()) {
                case 1 -> inner = Optional.of(parse(message.at(), message.message("PageLayout"), true));
                case 2 -> layers = message.appendVarints(layers);
                default -> message.skip();
            }
        }
        PageLayout found = inner.orElseThrow(() -> new CorruptFileException(at, "BlobLayout has no inner_layout"));
        Layers outer = layers(layers, at);
        if (outer.lists() > 0) {
            throw new UnsupportedFeatureException("blob_layout", "inside of lists", "blobs outside of lists", at);
        }
        return new PageLayout.Blob(found, outer);
    }

    private PageLayout constant(Location at, MessageReader message) {
        long[] layers = {};
        Optional<ByteSlice> inlineValue = Optional.empty();
        Optional<Encoding> repetition = Optional.empty();
        Optional<Encoding> definition = Optional.empty();
        long repetitionLevels = 0;
        long definitionLevels = 0;
        while (message.next()) {
            switch (message.field()) {
                case 5 -> layers = message.appendVarints(layers);
                case 6 -> inlineValue = Optional.of(message.bytes());
                case 7 -> repetition = encoding(message);
                case 8 -> definition = encoding(message);
                case 9 -> repetitionLevels = longCount(message);
                case 10 -> definitionLevels = longCount(message);
                default -> message.skip();
            }
        }
        return new PageLayout.Constant(
                layers(layers, at), inlineValue, repetition, definition, repetitionLevels, definitionLevels);
    }

    private PageLayout fullZip(Location at, MessageReader message) {
        int repetitionBits = 0;
        int definitionBits = 0;
        Optional<PageLayout.Width> width = Optional.empty();
        long items = 0;
        long visibleItems = 0;
        Optional<Encoding> values = Optional.empty();
        long[] layers = {};
        while (message.next()) {
            switch (message.field()) {
                case 1 -> repetitionBits = levelBits(message);
                case 2 -> definitionBits = levelBits(message);
                case 3 -> width = Optional.of(new PageLayout.Width.Fixed(wholeBytes(message)));
                case 4 -> width = Optional.of(new PageLayout.Width.Prefixed(lengthBytes(message)));
                case 5 -> items = longCount(message);
                case 6 -> visibleItems = longCount(message);
                case 7 -> values = encoding(message);
                case 8 -> layers = message.appendVarints(layers);
                default -> message.skip();
            }
        }
        PageLayout.Width found = width.orElseThrow(
                () -> new CorruptFileException(at, "FullZipLayout has no bits_per_value and no bits_per_offset"));
        Encoding encoding =
                values.orElseThrow(() -> new CorruptFileException(at, "FullZipLayout has no value_compression"));
        boolean isNothing = encoding instanceof Constant(ByteSlice value) && value.length() == 0;
        if (found.equals(new PageLayout.Width.Fixed(0)) != isNothing) {
            throw new UnsupportedFeatureException(
                    "full-zip value",
                    "of " + encoding.kind() + " and width " + found,
                    "constants without a value have no bytes, and nothing else has none",
                    at);
        }
        return new PageLayout.FullZip(
                repetitionBits, definitionBits, found, items, visibleItems, encoding, layers(layers, at));
    }

    private Optional<Encoding> encoding(MessageReader message) {
        return Optional.of(encodings.parse(message.at(), message.message("CompressiveEncoding")));
    }

    private Layers layers(long[] numbers, Location at) {
        if (numbers.length == 0) {
            throw new CorruptFileException(at, "page layout has no layers");
        }
        if (numbers.length > limits.schemaDepth() + 1) {
            throw new CorruptFileException(
                    at, "page layout has " + numbers.length + " layers, allowed 1.." + (limits.schemaDepth() + 1));
        }
        List<RepDefLayer> layers = new ArrayList<>(numbers.length);
        for (long number : numbers) {
            layers.add(RepDefLayer.ofWireNumber(number, at));
        }
        return new Layers(layers);
    }

    private static long longCount(MessageReader message) {
        long value = message.uint64();
        if (value < 0) {
            throw message.corrupt("is " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static int levelBits(MessageReader message) {
        int bits = message.count();
        if (bits > 16) {
            throw message.corrupt("is " + bits + " bits, allowed 0..16");
        }
        return bits;
    }

    private static int wholeBytes(MessageReader message) {
        int bits = message.count();
        if ((bits & 7) != 0) {
            throw new UnsupportedFeatureException("full-zip value width", bits + " bits", "whole bytes", message.at());
        }
        return bits >>> 3;
    }

    private static int lengthBytes(MessageReader message) {
        int bits = message.count();
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
            throw message.corrupt("is " + bits + " bits, allowed 8, 16, 32, 64");
        }
        return bits >>> 3;
    }
}
