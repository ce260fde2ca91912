package io.leveret.management.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Compiles regular expressions that users give. RE2 matches in linear time, but it compiles a counted repetition by
 * copying what is repeated: {@code ((a{900}){900}){900}} asks for more memory than there is. So the size is estimated
 * first.
 */
public final class LinearPattern {
    /** The longest expression, in characters. */
    public static final int MAX_LENGTH = 4096;

    /**
     * The largest expression once its repetitions are written out, in characters. RE2/J follows the ways through an
     * expression by recursion: with more than twice as much, a name can take the stack of a thread.
     */
    public static final int MAX_EXPANDED_LENGTH = MAX_LENGTH;

    private LinearPattern() {}

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException it is malformed or too large
     */
    public static Pattern compile(String expression) {
        return compile(expression, 0);
    }

    /**
     * The same with flags.
     *
     * @param flags of {@link Pattern}
     */
    public static Pattern compile(String expression, int flags) {
        if (expression.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a regular expression of " + expression.length() + " characters; the limit is " + MAX_LENGTH);
        }
        if (expandedLength(expression) > MAX_EXPANDED_LENGTH) {
            throw new IllegalArgumentException("the repetitions in '" + expression + "' make it longer than "
                    + MAX_EXPANDED_LENGTH + " characters");
        }
        try {
            return Pattern.compile(expression, flags);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "invalid regular expression '" + expression + "': " + e.getDescription(), e);
        }
    }

    /** The length with all counted repetitions written out; of a malformed expression anything. */
    static double expandedLength(String expression) {
        Deque<Double> enclosing = new ArrayDeque<>();
        double length = 0; // of the group so far, without the last atom
        double atom = 0;
        for (int i = 0; i < expression.length(); ) {
            char c = expression.charAt(i);
            int next = i + 1;
            if (c == '(') {
                enclosing.push(length + atom);
                length = 0;
                atom = 0;
            } else if (c == ')') {
                atom = 1 + length + atom;
                length = enclosing.isEmpty() ? 0 : enclosing.pop();
            } else if (c == '{' && isRepetition(expression, i)) {
                next = expression.indexOf('}', i) + 1;
                atom *= largestCount(expression, i + 1, next - 1);
            } else if (c == '*' || c == '+' || c == '?') {
                atom++;
            } else {
                length += atom;
                next = c == '[' ? classEnd(expression, i) : c == '\\' ? escapeEnd(expression, i) : next;
                atom = expression.startsWith("\\Q", i) ? next - i : 1; // what is quoted is as long as it is
            }
            i = next;
        }
        while (!enclosing.isEmpty()) {
            length += enclosing.pop();
        }
        return length + atom;
    }

    private static boolean isRepetition(String expression, int from) {
        int i = from + 1;
        while (i < expression.length() && (Character.isDigit(expression.charAt(i)) || expression.charAt(i) == ',')) {
            i++;
        }
        return i > from + 1 && i < expression.length() && expression.charAt(i) == '}';
    }

    private static double largestCount(String expression, int from, int to) {
        double largest = 1;
        for (String count : expression.substring(from, to).split(",")) {
            largest = Math.max(largest, count.isEmpty() ? 1 : Double.parseDouble(count));
        }
        return largest;
    }

    /** Behind a class {@code [...]}; a bracket may stand first in it. */
    private static int classEnd(String expression, int from) {
        int i = from + 1;
        if (i < expression.length() && expression.charAt(i) == '^') {
            i++;
        }
        for (int first = i; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[' && expression.startsWith("[:", i) && expression.indexOf(":]", i + 2) > 0) {
                i = expression.indexOf(":]", i + 2) + 1;
            } else if (c == ']' && i > first) {
                return i + 1;
            }
        }
        return expression.length();
    }

    /** Behind an escape: {@code \Q...\E}, {@code \p{Name}}, {@code \x{10FFFF}}, or the one character. */
    private static int escapeEnd(String expression, int from) {
        if (expression.startsWith("\\Q", from)) {
            int end = expression.indexOf("\\E", from);
            return end < 0 ? expression.length() : end + 2;
        }
        if (from + 2 < expression.length()
                && "pPx".indexOf(expression.charAt(from + 1)) >= 0
                && expression.charAt(from + 2) == '{') {
            int end = expression.indexOf('}', from);
            return end < 0 ? expression.length() : end + 1;
        }
        return Math.min(from + 2, expression.length());
    }
}
