package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedSizeListTest {
    @Test
    void readsOnlyWantedLists() throws IOException {
        TestFile file = TestFile.of(new FixedSizeList(2, flat(32, 0)), 3, ints(1, 2, 3, 4, 5, 6));
        assertEquals(List.of("[i1,i2]", "[i5,i6]"), file.take("fixed_size_list:int32:2", 0, 2));
        assertEquals(16, file.bytesRead());
    }

    @Test
    void listsAndTheirItemsMayBeNull() throws IOException {
        ArrayEncoding items = new Nullable.SomeNulls(flat(1, 1), flat(32, 2));
        ArrayEncoding lists = new Nullable.SomeNulls(flat(1, 0), new FixedSizeList(2, items));
        TestFile file = TestFile.of(lists, 3, bytes(0b101), bytes(0b100110), ints(1, 2, 3, 4, 5, 6));
        assertEquals(List.of("[~,i2]", "~", "[~,i6]"), file.readAll("fixed_size_list:int32:2"));
    }

    @Test
    void allItemsMayBeNull() throws IOException {
        TestFile file = TestFile.of(new FixedSizeList(3, new Nullable.AllNulls()), 2);
        assertEquals(List.of("[~,~,~]", "[~,~,~]"), file.readAll("fixed_size_list:bool:3"));
    }

    @Test
    void listsNest() throws IOException {
        ArrayEncoding nested = new FixedSizeList(2, new FixedSizeList(3, flat(8, 0)));
        TestFile file = TestFile.of(nested, 2, bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        assertEquals(List.of("[[i7,i8,i9],[i10,i11,i12]]"), file.take("fixed_size_list:fixed_size_list:int8:3:2", 1));
    }

    @Test
    void refusesListsOfTexts() {
        TestFile file = TestFile.of(new FixedSizeList(2, flat(32, 0)), 1, ints(1, 2));
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> file.readAll("fixed_size_list:string:2"));
        assertEquals("field type", e.feature());
    }
}
