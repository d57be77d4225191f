package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BitsTest {
    @Test
    void copiesAnyRunOfBitsAndLeavesTheRest() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] source = new byte[24];
            byte[] target = new byte[24];
            random.nextBytes(source);
            random.nextBytes(target);
            int from = random.nextInt(96);
            int to = random.nextInt(96);
            int count = random.nextInt(97);
            byte[] expected = target.clone();
            for (int i = 0; i < count; i++) {
                put(expected, to + i, source[(from + i) / 8] >> (from + i) % 8 & 1);
            }
            Bits.copy(source, from, target, to, count);
            assertArrayEquals(expected, target, "round " + round);
        }
    }

    @Test
    void fillsAnyRunOfBitsAndLeavesTheRest() {
        for (int from = 0; from < 20; from++) {
            for (int count = 0; count < 40; count++) {
                byte[] target = new byte[8];
                byte[] expected = new byte[8];
                for (int i = 0; i < count; i++) {
                    put(expected, from + i, 1);
                }
                Bits.fill(target, from, count);
                assertArrayEquals(expected, target);
            }
        }
    }

    private static void put(byte[] bits, int at, int value) {
        int mask = 1 << at % 8;
        bits[at / 8] = (byte) (value == 0 ? bits[at / 8] & ~mask : bits[at / 8] | mask);
    }
}
