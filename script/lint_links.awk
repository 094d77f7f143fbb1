# Print the relative links of Markdown files that lead nowhere: to no file, or
# to no heading of it.  Takes the files twice: first for their headings.

# The anchor that a heading gets.
function anchor_of(heading) {
    sub(/^#+ +/, "", heading)
    heading = tolower(heading)
    gsub(/[^a-z0-9 _-]/, "", heading)
    gsub(/ /, "-", heading)
    return heading
}

# A path from the folder of a file, without "." and "..".
function path_from(file, link, folder) {
    folder = file
    if (!sub(/\/[^\/]*$/, "", folder))
        folder = ""
    while (sub(/^\.\.\//, "", link)) {
        if (!sub(/\/?[^\/]+$/, "", folder))
            return "outside of the project"
    }
    sub(/^\.\//, "", link)
    return folder == "" ? link : folder "/" link
}

FNR == 1 { pass[FILENAME]++; fenced = 0 }
/^```/ { fenced = !fenced; next }
fenced { next }
pass[FILENAME] == 1 {
    if (/^#+ /)
        anchors[FILENAME, anchor_of($0)] = 1
    next
}
{
    rest = $0
    while (match(rest, /\]\([^) ]+\)/)) {
        link = substr(rest, RSTART + 2, RLENGTH - 3)
        rest = substr(rest, RSTART + RLENGTH)
        if (link ~ /^[a-z]+:/)
            continue
        anchor = ""
        path = link
        if (match(path, /#/)) {
            anchor = substr(path, RSTART + 1)
            path = substr(path, 1, RSTART - 1)
        }
        path = path == "" ? FILENAME : path_from(FILENAME, path)
        if (system("test -e '" path "'") != 0)
            print FILENAME ":" FNR ": " link ": no such file"
        else if (anchor != "" && path ~ /\.md$/ && !((path, anchor) in anchors))
            print FILENAME ":" FNR ": " link ": no such heading"
    }
}
