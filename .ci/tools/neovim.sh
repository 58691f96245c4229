debian nvim neovim
