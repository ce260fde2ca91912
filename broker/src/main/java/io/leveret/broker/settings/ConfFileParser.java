package io.leveret.broker.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files written as rabbitmq.conf, by the lexical rules that cuttlefish of RabbitMQ 4.0.5 shows.
 *
 * <p>One {@code key = value} per line. A {@code #} begins a comment anywhere outside single quotes, with or without a
 * space before it. A value in single quotes is taken as it stands and knows no escapes; double quotes are part of the
 * value. {@code include PATH} reads other files at that place, a pattern with {@code *} in alphabetical order. What is
 * wrong is gathered with file and line, so that an operator sees all of it at once.
 */
final class ConfFileParser {
    private static final int MAX_INCLUDE_DEPTH = 16;
    private static final String KEY_SEGMENT = "(?:\\\\\\.|[A-Za-z0-9_-])+";
    private static final Pattern KEY = Pattern.compile(KEY_SEGMENT + "(?:\\." + KEY_SEGMENT + ")*");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern INCLUDE = Pattern.compile("include\\s+([^=\\s].*)");

    private final List<Assignment> assignments = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** What has been read, in order; the last assignment to a key counts. */
    List<Assignment> assignments() {
        return assignments;
    }

    /** What is wrong, each with its place. */
    List<String> problems() {
        return problems;
    }

    /** Reads a file. That it cannot be read is a problem too. */
    void parse(Path file) {
        parse(file, "", 0);
    }

    /**
     * Reads the files of a directory that match a pattern, in alphabetical order. A directory that is not there is no
     * problem.
     */
    void parseAll(Path directory, String pattern) {
        parseMatching(directory, pattern, "", 0);
    }

    private void parse(Path file, String includedAt, int depth) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            problems.add("there is no file " + file + includedAt);
            return;
        } catch (CharacterCodingException e) {
            problems.add(file + " is not UTF-8 text" + includedAt);
            return;
        } catch (IOException e) {
            problems.add(file + " cannot be read" + includedAt + ": " + e.getMessage());
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            line(lines.get(i).strip(), new Place(file.toString(), i + 1), depth);
        }
    }

    private void line(String line, Place place, int depth) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        Matcher include = INCLUDE.matcher(line);
        if (include.matches()) {
            include(withoutComment(include.group(1)), place, depth + 1);
            return;
        }
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : line.substring(0, equals).strip();
        if (equals < 0) {
            problems.add("syntax error at " + place + ": expected key = value");
        } else if (!KEY.matcher(key).matches()) {
            problems.add("syntax error at " + place + ": \"" + key + "\" is not a key (letters, digits, _ and -, with"
                    + " dots between)");
        } else {
            value(key, line.substring(equals + 1).strip(), place);
        }
    }

    private void value(String key, String text, Place place) {
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            assignments.add(new Assignment(key, quoted.group(1), place));
        } else if (text.indexOf('\'') == 0 && text.indexOf('\'', 1) > 0) {
            problems.add("syntax error at " + place + ": only a comment may follow the closing quote of " + key);
        } else if (withoutComment(text).isEmpty()) {
            problems.add("syntax error at " + place + ": " + key + " has no value ('' is the empty text)");
        } else {
            assignments.add(new Assignment(key, withoutComment(text), place));
        }
    }

    private static String withoutComment(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash).strip();
    }

    private void include(String target, Place place, int depth) {
        String includedAt = ", included at " + place;
        if (depth > MAX_INCLUDE_DEPTH) {
            problems.add("files include each other more than " + MAX_INCLUDE_DEPTH + " deep" + includedAt);
            return;
        }
        Path base = Path.of(place.source()).toAbsolutePath().getParent();
        Path path = base.resolve(target);
        if (target.indexOf('*') < 0 && target.indexOf('?') < 0) {
            parse(path, includedAt, depth);
        } else if (path.getParent().toString().indexOf('*') >= 0) {
            problems.add("only the last part of an included path may have a *" + includedAt);
        } else {
            parseMatching(path.getParent(), path.getFileName().toString(), includedAt, depth);
        }
    }

    private void parseMatching(Path directory, String glob, String includedAt, int depth) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(directory, glob)) {
            matching.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(directory + " cannot be read" + includedAt + ": " + e.getMessage());
            return;
        }
        Collections.sort(files);
        for (Path file : files) {
            parse(file, includedAt, depth);
        }
    }
}
