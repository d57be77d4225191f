package dev.evodb.lance.filter;

import java.math.BigInteger;

/// A constant in a bound filter, in the form that a column of its type stores.
public sealed interface Value {
    /// Of any type.
    record Null() implements Value {}

    record Bool(boolean value) implements Value {}

    /// A value of `Int`, `Date`, `Time`, `Timestamp` or `Duration`, in the unit of the type. Signed and
    /// unsigned ones of less than 64 bits are extended to their number; unsigned ones of 64 bits keep
    /// their bits.
    record Whole(long value) implements Value {}

    /// A value of `FloatingPoint`: one that the type of that many bits holds exactly.
    record Floating(double value) implements Value {}

    /// A value of `Decimal`: times `10^-scale` of the type.
    record Decimal(BigInteger unscaled) implements Value {}

    /// A value of `Utf8`, `Binary` or `FixedSizeBinary`. The array is never changed.
    record Bytes(byte[] bytes) implements Value {}
}
