package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.persistence.DefinitionsStore.Change;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static final Parameter ONE = new Parameter("v", "policy", "p\u00e9", "{\"a\":\"b\"}");

    private final Parameters parameters = new Parameters();

    @Test
    void whatWasWrittenComesBack() {
        Change written = parameters.put(ONE);
        Parameters restored = new Parameters();
        restored.restore(written.value());
        assertThat(restored.list()).containsExactly(ONE);
    }

    @Test
    void anotherValueHasTheSameRecord() {
        String key = parameters.put(ONE).key();
        assertThat(parameters.put(new Parameter("v", "policy", "p\u00e9", "{}")).key())
                .isEqualTo(key);
        assertThat(parameters.list()).hasSize(1);
        assertThat(parameters.remove("v", "policy", "p\u00e9"))
                .isEqualTo(new Change(written(ONE).kind(), key, null));
        assertThat(parameters.remove("v", "policy", "p\u00e9")).isNull();
    }

    private static Change written(Parameter parameter) {
        return new Parameters().put(parameter);
    }

    @Test
    void namesThatLookAlikeTogetherAreApart() {
        List<String> keys = List.of(
                written(new Parameter("a", "b", "c", "")).key(),
                written(new Parameter("ab", "", "c", "")).key(),
                written(new Parameter("a", "", "bc", "")).key(),
                written(new Parameter("", "ab", "c", "")).key());
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void aVirtualHostTakesItsParametersAlong() {
        parameters.put(ONE);
        parameters.put(new Parameter("w", "policy", "p", "{}"));
        parameters.put(new Parameter("", "", "global", "{}"));
        assertThat(parameters.removeVhost("v")).hasSize(1);
        assertThat(parameters.list()).extracting(Parameter::vhost).containsExactly("", "w");
    }

    @Test
    void whatIsCutShortOrNewerIsRefused() {
        byte[] value = written(ONE).value();
        for (int length = 1; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> parameters.restore(cut)).isInstanceOf(UncheckedIOException.class);
        }
        value[0] = 2;
        assertThatThrownBy(() -> parameters.restore(value)).hasMessageContaining("newer version of Leveret");
        assertThat(parameters.list()).isEmpty();
    }
}
