package io.angarium.server.policy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of destination names, which are words with dots between: {@code *} stands for one word, {@code >} at the end for one or more.
 * {@code queue:} or {@code topic:} in front leaves out the others.
 *
 * <p>Of two patterns the more specific is the one that says more at the first word where they differ: a word more than {@code *}, that more
 * than {@code >}; then the one with {@code queue:} or {@code topic:}. The order is total and says the least specific first.
 */
public final class NamePattern implements Comparable<NamePattern> {
    private static final String ONE = "*";
    private static final String REST = ">";
    private static final String QUEUE = "queue:";
    private static final String TOPIC = "topic:";

    private final String text;
    private final @Nullable Boolean topic;
    private final List<String> words;

    private NamePattern(String text, @Nullable Boolean topic, List<String> words) {
        this.text = text;
        this.topic = topic;
        this.words = words;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none; the message is for people
     */
    public static NamePattern of(String text) {
        Boolean topic = text.startsWith(TOPIC) ? Boolean.TRUE : text.startsWith(QUEUE) ? Boolean.FALSE : null;
        String name = topic == null ? text : text.substring(QUEUE.length());
        List<String> words = Arrays.asList(name.split("\\.", -1));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.isBlank()) {
                throw new IllegalArgumentException("\"" + text + "\" has an empty word");
            }
            if (word.equals(REST) && i < words.size() - 1) {
                throw new IllegalArgumentException(
                        "in \"" + text + "\" something follows " + REST + ", which stands for all that follows");
            }
            if (word.length() > 1 && (word.contains(ONE) || word.contains(REST))) {
                throw new IllegalArgumentException("in \"" + text + "\" the word \"" + word + "\" has a " + ONE + " or "
                        + REST + ", which stand for whole words only");
            }
        }
        return new NamePattern(text, topic, List.copyOf(words));
    }

    /** Whether a name has a word that stands for others. */
    public static boolean wild(String name) {
        for (String word : name.split("\\.", -1)) {
            if (word.equals(ONE) || word.equals(REST)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it stands for this destination. */
    public boolean matches(boolean isTopic, String name) {
        if (topic != null && topic != isTopic) {
            return false;
        }
        String[] named = name.split("\\.", -1);
        for (int i = 0; i < words.size(); i++) {
            if (i == named.length) {
                return false;
            }
            if (words.get(i).equals(REST)) {
                return true;
            }
            if (!words.get(i).equals(ONE) && !words.get(i).equals(named[i])) {
                return false;
            }
        }
        return words.size() == named.length;
    }

    @Override
    public int compareTo(NamePattern other) {
        for (int i = 0; i < Math.min(words.size(), other.words.size()); i++) {
            int difference = Integer.compare(weight(words.get(i)), weight(other.words.get(i)));
            if (difference != 0) {
                return difference;
            }
        }
        int longer = Integer.compare(words.size(), other.words.size());
        if (longer != 0) {
            return longer;
        }
        int typed = Boolean.compare(topic != null, other.topic != null);
        return typed != 0 ? typed : text.compareTo(other.text);
    }

    private static int weight(String word) {
        return word.equals(REST) ? 0 : word.equals(ONE) ? 1 : 2;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamePattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
