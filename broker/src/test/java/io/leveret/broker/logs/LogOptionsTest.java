package io.leveret.broker.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsException;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogOptionsTest {
    private static final Path LOGS = Path.of("/data/logs");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | true | -",
                "log.default.level=debug | true | -",
                "log.file=false | true | -",
                "log.file=a.log | false | /data/logs/a.log",
                "log.file=/x/a.log | false | /x/a.log",
                "log.dir=/var/log/l | false | /var/log/l/n@h.log",
                "log.dir=/var/log/l log.file=false | true | -",
                "log.file.level=debug | false | /data/logs/n@h.log",
                "log.file.rotation.date=$D0 | false | /data/logs/n@h.log",
                "log.console=false | false | /data/logs/n@h.log",
                "log.console=false log.file=false | false | -",
                "log.console=true log.file=a.log | true | /data/logs/a.log",
                "log.console=true | true | -"
            })
    void theLogGoesToTheConsoleOrToAFileOrToBoth(String sets, boolean console, Path file) throws SettingsException {
        LogOptions options = options(sets == null ? new String[0] : sets.split(" "));
        assertThat(options.console().isPresent()).isEqualTo(console);
        assertThat(options.file().map(LogOptions.LogFile::path).orElse(null)).isEqualTo(file);
    }

    @Test
    void anOutputHasItsOwnLevelOrTheDefaultOne() throws SettingsException {
        LogOptions options = options("log.default.level=error", "log.console=true", "log.file.level=debug");
        assertThat(options.console().orElseThrow().level()).isEqualTo(LogLevel.ERROR);
        assertThat(options.file().orElseThrow().output().level()).isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void categoriesMayHaveLevelsAndFiles() throws SettingsException {
        LogOptions options = options(
                "log.connection.level=none",
                "log.audit.file=audit.log",
                "log.audit.rotation.size=10MB",
                "log.audit.rotation.count=7");
        assertThat(options.levels()).isEqualTo(Map.of(LogCategory.CONNECTION, LogLevel.NONE));
        LogOptions.LogFile audit = options.files().get(LogCategory.AUDIT);
        assertThat(audit.path()).isEqualTo(Path.of("/data/logs/audit.log"));
        assertThat(audit.rotation().sizeBytes()).isEqualTo(10L << 20);
        assertThat(audit.rotation().count()).isEqualTo(7);
        assertThat(options.console()).isPresent();
    }

    @Test
    void formsAreThoseOfEachOutput() throws SettingsException {
        LogOptions options = options(
                "log.console=true",
                "log.console.formatter=json",
                "log.console.formatter.json.field_map=msg time",
                "log.file=a",
                "log.file.formatter.time_format=epoch_secs",
                "log.file.formatter.plaintext.format=$msg",
                "limits.log_line=1000");
        assertThat(options.console().orElseThrow().style())
                .isEqualTo(new LineStyle(true, "rfc3339_space", "lc", "$time [$level] $pid $msg", "msg time", 1000));
        assertThat(options.file().orElseThrow().output().style())
                .isEqualTo(new LineStyle(false, "epoch_secs", "lc", "$msg", "", 1000));
    }

    static LogOptions options(String... sets) throws SettingsException {
        Settings settings = new SettingsSources(Map.of()).sets(List.of(sets)).read(SettingsTable.load(), false);
        return LogOptions.of(settings, LOGS, "n@h");
    }
}
