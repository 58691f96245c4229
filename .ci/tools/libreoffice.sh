# Opens Word documents that copydesk wrote. Writer alone, without a window.
debian soffice libreoffice-writer-nogui
