package dev.evodb.chain.js;

import dev.evodb.chain.run.Values;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSIndexer;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Float64Array;

/// Values as JavaScript has them: what `JSON.parse` makes, and buffers for bytes.
///
/// A member that is null must differ from one that is not there, and both are `null` in Java: the former
/// becomes an object that JSON writes as null.
final class JsValues implements Values<JsValue> {
    private final JSObject nothing = makeNothing();

    /// An array of texts.
    interface Names extends JSObject {
        @JSProperty
        int getLength();

        @JSIndexer
        String get(int index);
    }

    @Override
    public int size(JsValue value) {
        return sizeOf(value.js());
    }

    @Override
    public JsValue item(JsValue list, int index) {
        return new JsValue(itemOf(list.js(), index, nothing));
    }

    @Override
    public String @Nullable [] names(JsValue value) {
        if (!isObject(value.js())) {
            return null;
        }
        Names keys = namesOf(value.js());
        String[] names = new String[keys.getLength()];
        for (int i = 0; i < names.length; i++) {
            names[i] = keys.get(i);
        }
        return names;
    }

    @Override
    public @Nullable JsValue member(JsValue value, String name) {
        JSObject member = isObject(value.js()) ? memberOf(value.js(), name, nothing) : null;
        return member == null ? null : new JsValue(member);
    }

    @Override
    public boolean isNull(JsValue value) {
        return value.js() == nothing;
    }

    @Override
    public @Nullable String text(JsValue value) {
        return textOf(value.js());
    }

    @Override
    public double number(JsValue value) {
        return numberOf(value.js());
    }

    @Override
    public boolean isTrue(JsValue value) {
        return isTrueOf(value.js());
    }

    @Override
    public double[] numbers(JsValue list, String name) {
        return numbersOf(list.js(), name).toJavaArray();
    }

    @Override
    public float @Nullable [] vector(JsValue value) {
        Float32Array vector = vectorOf(value.js());
        return vector == null ? null : vector.toJavaArray();
    }

    @Override
    public JsValue list() {
        return new JsValue(makeList());
    }

    @Override
    public void add(JsValue list, JsValue item) {
        addTo(list.js(), item.js());
    }

    @Override
    public JsValue object() {
        return new JsValue(makeObject());
    }

    @Override
    public void put(JsValue object, String name, JsValue value) {
        putInto(object.js(), name, value.js());
    }

    @Override
    public JsValue with(JsValue object, String name, JsValue value) {
        JsValue copy = new JsValue(copyOf(object.js()));
        put(copy, name, value);
        return copy;
    }

    @Override
    public JsValue of(double number) {
        return new JsValue(ofNumber(number));
    }

    @Override
    public JsValue of(String text) {
        return new JsValue(ofText(text));
    }

    @Override
    public JsValue of(boolean truth) {
        return new JsValue(ofTruth(truth));
    }

    @JSBody(script = "return {toJSON:function(){return null;}};")
    private static native JSObject makeNothing();

    @JSBody(params = "value", script = "return Array.isArray(value)?value.length:-1;")
    private static native int sizeOf(JSObject value);

    @JSBody(
            params = {"list", "index", "nothing"},
            script = "return list[index]===null?nothing:list[index];")
    private static native JSObject itemOf(JSObject list, int index, JSObject nothing);

    @JSBody(
            params = "value",
            script = "return value!==null&&typeof value==='object'&&!Array.isArray(value)"
                    + "&&!(value instanceof ArrayBuffer)&&!JSON.isRawJSON(value);")
    private static native boolean isObject(JSObject value);

    @JSBody(params = "value", script = "return Object.keys(value);")
    private static native Names namesOf(JSObject value);

    /// Own members only: `constructor` and its like are there in every object.
    @JSBody(
            params = {"value", "name", "nothing"},
            script = "return !Object.hasOwn(value,name)?null:value[name]===null?nothing:value[name];")
    private static native @Nullable JSObject memberOf(JSObject value, String name, JSObject nothing);

    @JSBody(params = "value", script = "return typeof value==='string'?value:null;")
    private static native @Nullable String textOf(JSObject value);

    /// A number that is kept as its text is rounded.
    @JSBody(params = "value", script = "return typeof value==='number'?value:JSON.isRawJSON(value)?+value.rawJSON:NaN;")
    private static native double numberOf(JSObject value);

    @JSBody(params = "value", script = "return value===true;")
    private static native boolean isTrueOf(JSObject value);

    @JSBody(
            params = {"list", "name"},
            script = "return Float64Array.from(list,function(item_){"
                    + "var member_=item_===null?item_:item_[name];"
                    + "return typeof member_==='number'?member_:JSON.isRawJSON(member_)?+member_.rawJSON:NaN;});")
    private static native Float64Array numbersOf(JSObject list, String name);

    @JSBody(
            params = "value",
            script = "if(value instanceof ArrayBuffer)return value.byteLength%4?null:new Float32Array(value);"
                    + "if(typeof value==='string')try{value=JSON.parse('['+value+']');}catch(e_){}"
                    + "if(!Array.isArray(value))return null;"
                    + "var numbers_=value.map(function(item_){return JSON.isRawJSON(item_)?+item_.rawJSON:item_;});"
                    + "return numbers_.every(Number.isFinite)?Float32Array.from(numbers_):null;")
    private static native @Nullable Float32Array vectorOf(JSObject value);

    @JSBody(script = "return [];")
    private static native JSObject makeList();

    @JSBody(
            params = {"list", "item"},
            script = "list.push(item);")
    private static native void addTo(JSObject list, JSObject item);

    @JSBody(script = "return {};")
    private static native JSObject makeObject();

    /// `defineProperty`, because assigning `__proto__` makes no member.
    @JSBody(
            params = {"object", "name", "value"},
            script =
                    "Object.defineProperty(object,name,{value:value,enumerable:true,writable:true,configurable:true});")
    private static native void putInto(JSObject object, String name, JSObject value);

    @JSBody(params = "object", script = "return Object.fromEntries(Object.entries(object));")
    private static native JSObject copyOf(JSObject object);

    @JSBody(params = "number", script = "return number;")
    private static native JSObject ofNumber(double number);

    @JSBody(params = "text", script = "return text;")
    private static native JSObject ofText(String text);

    @JSBody(params = "truth", script = "return truth;")
    private static native JSObject ofTruth(boolean truth);
}
