package dev.evodb.lance.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1.manifest",
        "10, 10.manifest",
        "1, 18446744073709551614.manifest",
        "0, 18446744073709551615.manifest",
        "-1, 00000000000000000000.manifest",
        "-9223372036854775808, 09223372036854775807.manifest",
        "9223372036854775807, 9223372036854775807.manifest"
    })
    void readsTheVersionFromTheName(long version, String name) {
        assertEquals(Optional.of(new ManifestFile(version, name)), ManifestFile.parse(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d18446744073709551614.manifest",
                "18446744073709551616.manifest",
                "99999999999999999999.manifest",
                "000000000000000000001.manifest",
                ".manifest",
                "-1.manifest",
                "+1.manifest",
                "١.manifest",
                "1.manifest.tmp",
                "1",
                "latest_version_hint.json"
            })
    void ignoresOtherFiles(String name) {
        assertEquals(Optional.empty(), ManifestFile.parse(name));
    }

    @Test
    void ordersVersionsByNumberNotByName() {
        assertEquals(
                List.of(2L, 9L, 10L, Long.MIN_VALUE, -1L),
                versions(
                        "10.manifest",
                        "00000000000000000000.manifest",
                        "9.manifest",
                        "2.manifest",
                        "09223372036854775807.manifest"));
    }

    @Test
    void prefersTheSecondSchemeForOneVersion() {
        String second = "18446744073709551614.manifest";

        assertEquals(List.of(new ManifestFile(1, second)), ManifestFile.among(List.of("1.manifest", second)));
        assertEquals(List.of(new ManifestFile(1, second)), ManifestFile.among(List.of(second, "1.manifest")));
    }

    private static List<Long> versions(String... names) {
        return ManifestFile.among(List.of(names)).stream()
                .map(ManifestFile::version)
                .toList();
    }
}
