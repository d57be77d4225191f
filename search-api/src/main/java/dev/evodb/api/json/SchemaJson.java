package dev.evodb.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Schemas in the form that both dialects share: types by the names that Lance has for them, nested ones
/// with their `fields`, those of fixed size with their `length`.
///
/// Types are those of the Arrow data that queries answer with: a dictionary column is one of its values.
public final class SchemaJson {
    private SchemaJson() {}

    /// Writes `{"fields": […], "metadata": {…}}`.
    public static void write(JsonGenerator json, LanceSchema schema, Location at) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("fields");
        for (SchemaField field : schema.fields()) {
            writeStored(json, field, at);
        }
        json.writeEndArray();
        writeMetadata(json, schema.metadata());
        json.writeEndObject();
    }

    private static void writeStored(JsonGenerator json, SchemaField field, Location at) throws IOException {
        Field readable;
        try {
            readable = field.toField(at);
        } catch (UnsupportedFeatureException e) {
            // A column that cannot be read is still a column: its type is what the table calls it.
            json.writeStartObject();
            json.writeStringField("name", field.name());
            json.writeObjectFieldStart("type");
            json.writeStringField("type", field.logicalType());
            json.writeEndObject();
            json.writeBooleanField("nullable", field.isNullable());
            json.writeEndObject();
            return;
        }
        writeField(json, readable);
    }

    private static void writeField(JsonGenerator json, Field field) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", field.name());
        json.writeFieldName("type");
        writeType(json, field.type());
        json.writeBooleanField("nullable", field.isNullable());
        writeMetadata(json, field.metadata());
        json.writeEndObject();
    }

    private static void writeMetadata(JsonGenerator json, Map<String, String> metadata) throws IOException {
        if (!metadata.isEmpty()) {
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void writeType(JsonGenerator json, DataType type) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", name(type));
        List<Field> children = children(type);
        if (!children.isEmpty()) {
            json.writeArrayFieldStart("fields");
            for (Field child : children) {
                writeField(json, child);
            }
            json.writeEndArray();
        }
        int length = length(type);
        if (length > 0) {
            json.writeNumberField("length", length);
        }
        json.writeEndObject();
    }

    private static List<Field> children(DataType type) {
        return switch (type) {
            case DataType.FixedSizeList list -> List.of(list.item());
            case DataType.Repeated list -> List.of(list.item());
            case DataType.Struct(List<Field> fields) -> fields;
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _ -> List.of();
        };
    }

    private static int length(DataType type) {
        return switch (type) {
            case DataType.FixedSizeList(var _, int size) -> size;
            case DataType.FixedSizeBinary(int width) -> width;
            default -> 0;
        };
    }

    /// Lance's name of a type, without what is nested in it.
    public static String name(DataType type) {
        return switch (type) {
            case DataType.Null() -> "null";
            case DataType.Bool() -> "bool";
            case DataType.Int(int bits, boolean isSigned) -> (isSigned ? "int" : "uint") + bits;
            case DataType.FloatingPoint(int bits) -> bits == 16 ? "halffloat" : bits == 32 ? "float" : "double";
            case DataType.Decimal(int bits, int precision, int scale) ->
                "decimal:" + bits + ":" + precision + ":" + scale;
            case DataType.Date(Unit unit) -> unit == Unit.DAY ? "date32:day" : "date64:ms";
            case DataType.Time(Unit unit) ->
                (unit == Unit.SECOND || unit == Unit.MILLISECOND ? "time32:" : "time64:") + name(unit);
            case DataType.Timestamp(Unit unit, String zone) ->
                "timestamp:" + name(unit) + ":" + (zone.isEmpty() ? "-" : zone);
            case DataType.Duration(Unit unit) -> "duration:" + name(unit);
            case DataType.Utf8(boolean isLarge) -> isLarge ? "large_string" : "string";
            case DataType.Binary(boolean isLarge) -> isLarge ? "large_binary" : "binary";
            case DataType.FixedSizeBinary _ -> "fixed_size_binary";
            case DataType.FixedSizeList _ -> "fixed_size_list";
            case DataType.ListOf(var _, boolean isLarge) -> isLarge ? "large_list" : "list";
            case DataType.MapOf _ -> "map";
            case DataType.Struct _ -> "struct";
        };
    }

    private static String name(Unit unit) {
        return switch (unit) {
            case DAY -> "day";
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }
}
