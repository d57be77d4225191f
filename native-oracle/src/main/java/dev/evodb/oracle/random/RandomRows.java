package dev.evodb.oracle.random;

import dev.evodb.oracle.table.GeneratedRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// A schema of a column `id` and random ones, and rows of it.
final class RandomRows {
    static final String ID = "id";

    private final Schema schema;
    private final List<RandomValues> columns = new ArrayList<>();

    RandomRows(SplittableRandom random, String fileVersion, int columnCount) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(ID, FieldType.notNullable(new ArrowType.Int(64, true)), List.of()));
        RandomField source = new RandomField(random, fileVersion);
        for (int i = 0; i < columnCount; i++) {
            Field field = source.column(i);
            fields.add(field);
            columns.add(new RandomValues(field, random.split()));
        }
        this.schema = new Schema(fields);
    }

    Schema schema() {
        return schema;
    }

    /// `rows` rows with ids from `firstId` on; values go on where the rows before ended.
    ArrowReader rows(long firstId, int rows, BufferAllocator allocator) {
        return new GeneratedRows(allocator, schema, rows, 1024, new GeneratedRows.Filler() {
            @Override
            public void fill(VectorSchemaRoot batch, long first, int count) {
                RandomRows.this.fill(batch, firstId + first, count);
            }

            @Override
            public void fillDictionary(FieldVector values) {
                VarCharVector words = (VarCharVector) values;
                words.allocateNew();
                for (int i = 0; i < RandomValues.DICTIONARY_SIZE; i++) {
                    words.setSafe(i, (RandomValues.word(i) + i).getBytes(StandardCharsets.UTF_8));
                }
                words.setValueCount(RandomValues.DICTIONARY_SIZE);
            }
        });
    }

    private void fill(VectorSchemaRoot batch, long firstId, int count) {
        BigIntVector ids = (BigIntVector) batch.getVector(ID);
        for (int row = 0; row < count; row++) {
            ids.setSafe(row, firstId + row);
        }
        for (int i = 0; i < columns.size(); i++) {
            for (int row = 0; row < count; row++) {
                columns.get(i).set(batch.getVector(i + 1), row);
            }
        }
    }
}
