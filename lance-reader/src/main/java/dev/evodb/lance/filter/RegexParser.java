package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Compiles the pattern of a [Regex] while it reads it, by recursive descent. For one use.
final class RegexParser {
    private static final int MAX_REPEAT = 1000;

    private final String pattern;
    private final int position;
    private int at;
    private int depth;
    private Flags flags;

    /// `ignoresCase` is `i`, `isMultiLine` is `m`: `^` and `$` are at every line, `dotTakesAll` is `s`.
    private record Flags(boolean ignoresCase, boolean isMultiLine, boolean dotTakesAll) {
        Flags with(char flag, boolean isOn) {
            return switch (flag) {
                case 'i' -> new Flags(isOn, isMultiLine, dotTakesAll);
                case 'm' -> new Flags(ignoresCase, isOn, dotTakesAll);
                default -> new Flags(ignoresCase, isMultiLine, isOn);
            };
        }
    }

    private RegexParser(String pattern, int position, Flags flags) {
        this.pattern = pattern;
        this.position = position;
        this.flags = flags;
    }

    /// `position` is that of the pattern in the filter, `flagText` has letters among `ims`.
    ///
    /// @throws FilterException for a pattern that makes no sense
    /// @throws LimitExceededException for one of more than [Regex#MAX_STEPS] steps
    static Regex parse(String pattern, String flagText, int position) {
        Flags flags = new Flags(false, false, false);
        for (int i = 0; i < flagText.length(); i++) {
            char flag = flagText.charAt(i);
            if ("ims".indexOf(flag) < 0) {
                throw FilterParser.unsupported("regular expression flag " + flag, position);
            }
            flags = flags.with(flag, true);
        }
        RegexParser parser = new RegexParser(pattern, position, flags);
        List<Regex.Step> steps = parser.alternatives();
        if (parser.at < pattern.length()) {
            throw parser.wrong("unopened group");
        }
        steps.add(new Regex.Accept());
        return new Regex(pattern, parser.checked(steps));
    }

    private List<Regex.Step> alternatives() {
        Flags outer = flags;
        List<Regex.Step> first = sequence();
        while (accept("|")) {
            List<Regex.Step> second = sequence();
            List<Regex.Step> both = new ArrayList<>();
            both.add(new Regex.Fork(1, first.size() + 2));
            both.addAll(first);
            both.add(new Regex.Fork(second.size() + 1, second.size() + 1));
            both.addAll(second);
            first = checked(both);
        }
        flags = outer;
        return first;
    }

    private List<Regex.Step> sequence() {
        List<Regex.Step> steps = new ArrayList<>();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            steps.addAll(repeated(atom()));
            checked(steps);
        }
        return steps;
    }

    private List<Regex.Step> repeated(List<Regex.Step> atom) {
        List<Regex.Step> steps = atom;
        while (at < pattern.length()) {
            int least;
            int most;
            if (accept("*")) {
                least = 0;
                most = Integer.MAX_VALUE;
            } else if (accept("+")) {
                least = 1;
                most = Integer.MAX_VALUE;
            } else if (accept("?")) {
                least = 0;
                most = 1;
            } else if (accept("{")) {
                least = count();
                most = !accept(",") ? least : pattern.startsWith("}", at) ? Integer.MAX_VALUE : count();
                if (!accept("}") || least > most) {
                    throw wrong("unclosed or empty repetition");
                }
            } else {
                return steps;
            }
            // Greedy or not, the same texts match.
            accept("?");
            steps = checked(repeat(steps, least, most));
        }
        return steps;
    }

    private List<Regex.Step> repeat(List<Regex.Step> part, int least, int most) {
        int copies = most == Integer.MAX_VALUE ? least + 1 : most;
        if ((long) copies * (part.size() + 1) > Regex.MAX_STEPS) {
            throw new LimitExceededException(
                    "regular expression steps", Regex.MAX_STEPS, (long) copies * (part.size() + 1));
        }
        List<Regex.Step> steps = new ArrayList<>();
        for (int i = 0; i < least; i++) {
            steps.addAll(part);
        }
        if (most == Integer.MAX_VALUE) {
            steps.add(new Regex.Fork(1, part.size() + 2));
            steps.addAll(part);
            steps.add(new Regex.Fork(-part.size() - 1, -part.size() - 1));
        } else {
            for (int left = most - least; left > 0; left--) {
                steps.add(new Regex.Fork(1, left * (part.size() + 1)));
                steps.addAll(part);
            }
        }
        return steps;
    }

    private List<Regex.Step> atom() {
        char c = pattern.charAt(at);
        switch (c) {
            case '(' -> {
                return group();
            }
            case '[' -> {
                return List.of(new Regex.Take(folded(characterClass())));
            }
            case '.' -> {
                at++;
                boolean takesAll = flags.dotTakesAll();
                return List.of(new Regex.Take(point -> takesAll || point != '\n'));
            }
            case '^' -> {
                at++;
                return List.of(new Regex.Check(flags.isMultiLine() ? Regex.Place.LINE_START : Regex.Place.TEXT_START));
            }
            case '$' -> {
                at++;
                return List.of(new Regex.Check(flags.isMultiLine() ? Regex.Place.LINE_END : Regex.Place.TEXT_END));
            }
            case '*', '+', '?', '{' -> throw wrong("repetition of nothing");
            case '\\' -> {
                if (at + 1 < pattern.length()) {
                    switch (pattern.charAt(at + 1)) {
                        case 'b' -> {
                            return place(Regex.Place.WORD_EDGE);
                        }
                        case 'B' -> {
                            return place(Regex.Place.NO_WORD_EDGE);
                        }
                        case 'A' -> {
                            return place(Regex.Place.TEXT_START);
                        }
                        case 'z' -> {
                            return place(Regex.Place.TEXT_END);
                        }
                        default -> {
                            // A character or a class of them.
                        }
                    }
                }
                return List.of(new Regex.Take(folded(escaped())));
            }
            default -> {
                int point = pattern.codePointAt(at);
                at += Character.charCount(point);
                return List.of(new Regex.Take(folded(one(point))));
            }
        }
    }

    private List<Regex.Step> place(Regex.Place place) {
        at += 2;
        return List.of(new Regex.Check(place));
    }

    private List<Regex.Step> group() {
        at++;
        if (accept("?")) {
            if (accept("P<") || (pattern.startsWith("<", at) && !lookBehind() && accept("<"))) {
                int end = pattern.indexOf('>', at);
                if (end < 0) {
                    throw wrong("unclosed group name");
                }
                at = end + 1;
            } else if (pattern.startsWith("=", at) || pattern.startsWith("!", at) || lookBehind()) {
                throw FilterParser.unsupported("look-around in a regular expression", position);
            } else {
                Flags changed = flags();
                if (accept(")")) {
                    flags = changed;
                    return List.of();
                }
                if (!accept(":")) {
                    throw wrong("unknown kind of group");
                }
                Flags outer = flags;
                flags = changed;
                List<Regex.Step> steps = nested();
                flags = outer;
                return steps;
            }
        }
        return nested();
    }

    private boolean lookBehind() {
        return pattern.startsWith("<=", at) || pattern.startsWith("<!", at);
    }

    private Flags flags() {
        Flags changed = flags;
        boolean isOn = true;
        while (at < pattern.length() && "ims-".indexOf(pattern.charAt(at)) >= 0) {
            char flag = pattern.charAt(at++);
            if (flag == '-') {
                isOn = false;
            } else {
                changed = changed.with(flag, isOn);
            }
        }
        return changed;
    }

    private List<Regex.Step> nested() {
        depth++;
        if (depth > Filter.MAX_DEPTH) {
            throw new LimitExceededException("regular expression depth", Filter.MAX_DEPTH, depth);
        }
        List<Regex.Step> steps = alternatives();
        depth--;
        if (!accept(")")) {
            throw wrong("unclosed group");
        }
        return steps;
    }

    private IntPredicate characterClass() {
        at++;
        boolean isNegated = accept("^");
        IntPredicate members = point -> false;
        boolean isFirst = true;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || isFirst)) {
            isFirst = false;
            members = members.or(member());
        }
        if (!accept("]")) {
            throw wrong("unclosed character class");
        }
        IntPredicate all = flags.ignoresCase() ? ignoringCase(members) : members;
        return isNegated ? all.negate() : all;
    }

    private IntPredicate member() {
        if (pattern.startsWith("[:", at)) {
            int end = pattern.indexOf(":]", at);
            if (end < 0) {
                throw wrong("unclosed character class");
            }
            String name = pattern.substring(at + 2, end);
            at = end + 2;
            return name.startsWith("^") ? named(name.substring(1)).negate() : named(name);
        }
        if (pattern.startsWith("&&", at) || pattern.startsWith("--", at) || pattern.startsWith("~~", at)) {
            throw FilterParser.unsupported("set operations in a regular expression", position);
        }
        if (pattern.charAt(at) == '[') {
            throw FilterParser.unsupported("nested character classes in a regular expression", position);
        }
        IntPredicate low = pattern.charAt(at) == '\\' ? escaped() : literal();
        int from = single(low);
        boolean isRange =
                from >= 0 && pattern.startsWith("-", at) && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
        if (!isRange) {
            return low;
        }
        at++;
        IntPredicate high = pattern.charAt(at) == '\\' ? escaped() : literal();
        int to = single(high);
        if (to < from) {
            throw wrong("character range that ends before it starts");
        }
        return point -> from <= point && point <= to;
    }

    private IntPredicate literal() {
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        return one(point);
    }

    /// The character that a member of a class stands for, or -1 if it is a class itself.
    private static int single(IntPredicate member) {
        return member instanceof One(int point) ? point : -1;
    }

    /// One character; a type of its own, so that ranges can be made of it.
    private record One(int point) implements IntPredicate {
        @Override
        public boolean test(int other) {
            return point == other;
        }
    }

    private static IntPredicate one(int point) {
        return new One(point);
    }

    /// A backslash and what follows it.
    private IntPredicate escaped() {
        at++;
        if (at == pattern.length()) {
            throw wrong("incomplete escape");
        }
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        return switch (point) {
            case 'd' -> Character::isDigit;
            case 'D' -> other -> !Character.isDigit(other);
            case 'w' -> Regex::isWord;
            case 'W' -> other -> !Regex.isWord(other);
            case 's' -> RegexParser::isSpace;
            case 'S' -> other -> !isSpace(other);
            case 't' -> one('\t');
            case 'n' -> one('\n');
            case 'r' -> one('\r');
            case 'f' -> one('\f');
            case 'v' -> one(0x0B);
            case 'a' -> one(0x07);
            case 'x' -> one(hex(2));
            case 'u' -> one(hex(4));
            case 'U' -> one(hex(8));
            case 'p', 'P' -> throw FilterParser.unsupported("Unicode classes in a regular expression", position);
            default -> {
                if (Character.isLetterOrDigit(point)) {
                    throw wrong("unknown escape \\" + Character.toString(point));
                }
                yield one(point);
            }
        };
    }

    private int hex(int digits) {
        String text;
        if (accept("{")) {
            int end = pattern.indexOf('}', at);
            if (end < 0) {
                throw wrong("unclosed escape");
            }
            text = pattern.substring(at, end);
            at = end + 1;
        } else {
            text = pattern.substring(at, Math.min(at + digits, pattern.length()));
            at += text.length();
        }
        boolean isHex = !text.isEmpty()
                && text.length() <= 8
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
        long point = isHex ? Long.parseLong(text, 16) : -1;
        if (point < 0 || point > Character.MAX_CODE_POINT) {
            throw wrong("escape of no character");
        }
        return (int) point;
    }

    /// The classes of POSIX, which are of ASCII only.
    private IntPredicate named(String name) {
        IntPredicate members = switch (name) {
            case "alpha" -> Character::isLetter;
            case "digit" -> Character::isDigit;
            case "alnum" -> Character::isLetterOrDigit;
            case "lower" -> Character::isLowerCase;
            case "upper" -> Character::isUpperCase;
            case "space" -> point -> point == ' ' || (point >= 9 && point <= 13);
            case "blank" -> point -> point == ' ' || point == '\t';
            case "punct" -> point -> point > ' ' && point < 0x7F && !Character.isLetterOrDigit(point);
            case "cntrl" -> point -> point < ' ' || point == 0x7F;
            case "graph" -> point -> point > ' ' && point < 0x7F;
            case "print" -> point -> point >= ' ' && point < 0x7F;
            case "xdigit" -> point -> Character.digit(point, 16) >= 0;
            case "word" -> Regex::isWord;
            case "ascii" -> point -> true;
            default -> throw wrong("unknown character class " + name);
        };
        return point -> point < 0x80 && members.test(point);
    }

    private static boolean isSpace(int point) {
        return (point >= 9 && point <= 13)
                || point == ' '
                || point == 0x85
                || point == 0xA0
                || point == 0x1680
                || (point >= 0x2000 && point <= 0x200A)
                || point == 0x2028
                || point == 0x2029
                || point == 0x202F
                || point == 0x205F
                || point == 0x3000;
    }

    private IntPredicate folded(IntPredicate characters) {
        return flags.ignoresCase() && characters instanceof One ? ignoringCase(characters) : characters;
    }

    private static IntPredicate ignoringCase(IntPredicate characters) {
        return point -> characters.test(point)
                || characters.test(CodePoints.fold(point))
                || characters.test(Character.toUpperCase(point))
                || characters.test(Character.toLowerCase(point));
    }

    private int count() {
        int start = at;
        while (at < pattern.length() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9') {
            at++;
        }
        if (start == at || at - start > 4 || Integer.parseInt(pattern.substring(start, at)) > MAX_REPEAT) {
            throw wrong("repetition without a number up to " + MAX_REPEAT);
        }
        return Integer.parseInt(pattern.substring(start, at));
    }

    private boolean accept(String text) {
        if (!pattern.startsWith(text, at)) {
            return false;
        }
        at += text.length();
        return true;
    }

    private <T> List<T> checked(List<T> steps) {
        if (steps.size() > Regex.MAX_STEPS) {
            throw new LimitExceededException("regular expression steps", Regex.MAX_STEPS, steps.size());
        }
        return steps;
    }

    private FilterException wrong(String what) {
        return new FilterException(
                position, "the regular expression is wrong before its character " + (at + 1) + ": " + what);
    }
}
