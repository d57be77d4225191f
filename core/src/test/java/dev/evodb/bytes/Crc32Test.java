package dev.evodb.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32Test {
    @Test
    void agreesWithTheJdk() {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        for (int length = 0; length <= bytes.length; length++) {
            CRC32 jdk = new CRC32();
            jdk.update(bytes, 0, length);

            assertEquals((int) jdk.getValue(), Crc32.of(0, bytes, 0, length), "length " + length);
        }
    }

    @Test
    void continuesAfterOtherBytes() {
        byte[] bytes = "edge pack".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        assertEquals(Crc32.of(0, bytes, 0, 9), Crc32.of(Crc32.of(0, bytes, 0, 4), bytes, 4, 9));
    }
}
