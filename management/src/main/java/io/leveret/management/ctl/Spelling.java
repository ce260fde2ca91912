package io.leveret.management.ctl;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** What somebody meant who mistyped a word. */
public final class Spelling {
    private static final int TYPING_ERRORS = 2;

    private Spelling() {}

    /** The word that is nearest, if it is no more than two letters away. */
    public static Optional<String> meant(String typed, Collection<String> words) {
        return words.stream()
                .min(Comparator.comparingInt(word -> distance(word, typed)))
                .filter(word -> distance(word, typed) <= TYPING_ERRORS);
    }

    /** How many letters must be put in, left out or replaced to make one word of the other. */
    private static int distance(String one, String other) {
        int[] row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
